import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Emission, writeReport } from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import { onTestFinished } from 'vitest'
import { buildDirectory, type DirectorySettings, patchDirectory } from '../src/index.js'

/** Path → text; nothing: the file goes. */
export type Files = Readonly<Record<string, string | undefined>>

const PACKAGES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

/** A project in a temporary directory: sources in `src`, output in `dist`. */
export class TestProject {
  readonly root = mkdtempSync(join(tmpdir(), 'iaso-directory-'))
  readonly warnings: string[] = []

  constructor(
    files: Files,
    readonly settings: Partial<DirectorySettings> = {},
  ) {
    this.write({ 'package.json': '{"name":"shop"}', ...files })
    mkdirSync(join(this.root, 'node_modules'), { recursive: true })
    symlinkSync(join(PACKAGES, '@iaso'), join(this.root, 'node_modules/@iaso'), 'dir')
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }))
  }

  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.root, path)
      if (text === undefined) {
        rmSync(file)
        continue
      }
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8')
  }

  build(): Promise<Mapping> {
    return buildDirectory(this.root, { source: 'src', out: 'dist', ...this.settings }, this.#log)
  }

  /** Changes the sources and emits the patch. */
  patch(files: Files, allow: readonly string[] = []): Promise<Emission> {
    this.write(files)
    const request = { releases: [], allow: new Set(allow as never[]) }
    return patchDirectory(this.root, { source: 'src', out: 'dist', ...this.settings }, request, this.#log)
  }

  readonly #log = { warn: (message: string) => void this.warnings.push(message) }
}

/** Answers what it is asked: `see`, a patch file, `revert`. */
const DRIVER = `
import { createInterface } from 'node:readline'
import { runInThisContext } from 'node:vm'
import { readFileSync } from 'node:fs'
import { on, revert } from '@iaso/runtime'
const results = []
for (const status of ['applied', 'rejected', 'failed', 'reverted']) on(status, result => results.push(result))
const { see } = await import(process.argv[2])
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'revert') revert('shop')
  else if (line !== 'see') runInThisContext(readFileSync(line, 'utf8'))
  const answer = line === 'see' ? await see() : results.splice(0).map(({ status, code, args }) => code ? [status, code, ...args] : status).join()
  console.log(JSON.stringify(answer))
}
`

/** A process that runs the output; its module answers with what `see` returns. */
export class Running {
  readonly #child
  readonly #lines: AsyncIterator<string>
  readonly #reader: Interface
  errors = ''

  constructor(
    readonly project: TestProject,
    entry: string,
    node = process.execPath,
  ) {
    const driver = join(project.root, 'driver.mjs')
    writeFileSync(driver, DRIVER)
    this.#child = spawn(node, [driver, join(project.root, entry)], { cwd: project.root })
    this.#reader = createInterface({ input: this.#child.stdout })
    this.#lines = this.#reader[Symbol.asyncIterator]()
    this.#child.stderr.on('data', chunk => {
      this.errors += chunk
    })
    onTestFinished(() => this.end())
  }

  see(): Promise<unknown> {
    return this.#ask('see')
  }

  apply({ report, directory }: Emission): Promise<unknown> {
    if (report.outcome !== 'emitted') throw new Error(writeReport(report))
    return this.#ask(join(directory, 'patch.js'))
  }

  revert(): Promise<unknown> {
    return this.#ask('revert')
  }

  end(): void {
    this.#child.kill()
    this.#reader.close()
  }

  async #ask(line: string): Promise<unknown> {
    this.#child.stdin.write(`${line}\n`)
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(`The process ended: ${this.errors}`)
    return JSON.parse(value)
  }
}
