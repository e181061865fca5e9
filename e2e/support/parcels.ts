import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runNode } from './run.js'

const EXAMPLE = fileURLToPath(new URL('../../examples/parcels', import.meta.url))
const CLI = fileURLToPath(new URL('../../packages/cli/bin/iaso.js', import.meta.url))

/** How the example is compiled and run: as it is, or as the CommonJS that TypeScript made for years. */
export const FORMATS = {
  'ES modules': {},
  CommonJS: { type: 'commonjs', module: 'node16' },
} as const

interface Fix {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** A copy of the example, built and patched with the `iaso` command. */
export class Parcels {
  constructor(
    readonly root: string,
    format: (typeof FORMATS)[keyof typeof FORMATS],
  ) {
    cpSync(EXAMPLE, root, { recursive: true, filter: path => !/\/(?:dist|node_modules|\.iaso)$/.test(path) })
    symlinkSync(realpathSync(join(EXAMPLE, '../../node_modules')), join(root, 'node_modules'), 'dir')
    if ('type' in format) this.#rewrite(format.type, format.module)
  }

  build(): Promise<string> {
    return this.iaso('build')
  }

  /** Makes fixes and emits the patch: answers its directory. */
  async fix(...numbers: readonly string[]): Promise<string> {
    for (const number of numbers) this.#edit(number)
    const report = await this.iaso('build', '--emit-patch')
    return join(this.root, /\.iaso\S+$/m.exec(report.trim())?.[0] ?? '')
  }

  #edit(number: string): void {
    const name = readdirSync(join(this.root, 'fixes')).find(each => each.startsWith(`${number}-`)) as string
    const { file, find, replace } = JSON.parse(readFileSync(join(this.root, 'fixes', name), 'utf8')) as Fix
    const text = readFileSync(join(this.root, file), 'utf8')
    if (!text.includes(find)) throw new Error(`${name} doesn't fit ${file}`)
    writeFileSync(
      join(this.root, file),
      text.replace(find, () => replace),
    )
  }

  async iaso(...args: readonly string[]): Promise<string> {
    const { code, output } = await runNode([CLI, ...args], this.root, { IASO_RUN: this.root })
    if (code !== 0) throw new Error(`iaso ${args.join(' ')} ended with ${code}: ${output}`)
    return output
  }

  async start(env: Readonly<Record<string, string>> = {}, node = process.execPath): Promise<Running> {
    const port = await freePort()
    const child = spawn(node, ['--import', '@iaso/runtime/serve', 'dist/server.js'], {
      cwd: this.root,
      env: { ...process.env, ...env, PORT: String(port), IASO_RUN: this.root },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    return new Running(child, port)
  }

  #rewrite(type: string, module: string): void {
    for (const [file, change] of [
      ['package.json', { type }],
      ['tsconfig.json', { compilerOptions: { module, target: 'es2022', esModuleInterop: true } }],
    ] as const) {
      const path = join(this.root, file)
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
    }
    mkdirSync(join(this.root, 'dist'), { recursive: true })
  }
}

export class Running {
  constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {}

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    return (await (await fetch(this.url(path), { headers })).json()) as Record<string, unknown>
  }

  async post(path: string, body: object): Promise<Response> {
    return await fetch(this.url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  stop(): void {
    this.child.kill()
  }
}

function freePort(): Promise<number> {
  return new Promise(done => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}
