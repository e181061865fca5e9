import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInThisContext } from 'node:vm'
import type { Mapping } from '@iaso/protocol'
import { type IasoOptions, IasoPlugin } from '@iaso/webpack-plugin'
import { rspack as rspack2 } from '@rspack/core'
import { rspack as rspack1 } from 'rspack-1'
import { onTestFinished, vi } from 'vitest'
import webpack, { type Configuration, type Stats } from 'webpack'

/** Rspack takes webpack's configuration as far as it is used here. */
export const HOSTS = [
  ['webpack 5', webpack],
  ['Rspack 2', rspack2 as unknown as typeof webpack],
  ['Rspack 1', rspack1 as unknown as typeof webpack],
] as const

// Three whole builds, on a machine that has more to do.
vi.setConfig({ testTimeout: 90_000 })

export type Host = typeof webpack
export type Files = Readonly<Record<string, string>>

const require = createRequire(import.meta.url)

/** TypeScript as most projects have it compiled. */
export const SWC = {
  test: /\.tsx?$/,
  loader: require.resolve('swc-loader'),
  options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
}

/** A small application with a shared module and two lazy ones. */
export const APPLICATION: Files = {
  'package.json': '{"name":"shop","type":"module"}',
  'src/main.ts': `
    import { total } from './cart'
    export function main(): string { return 'total ' + total([1, 2]) }
    export const open = { news: () => import('./news'), help: () => import('./help') }
    globalThis.result = { main, open }
  `,
  'src/cart.ts': 'export function total(prices: number[]): number { return prices.reduce((a, b) => a + b, 0) }',
  'src/news.ts': 'export function news(): string { return "news" }',
  'src/help.ts': 'export function help(): string { return "help" }',
}

interface Built {
  /** What the process would answer. */
  readonly code: number | undefined
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

export interface Fixture {
  readonly root: string
  configure(config?: Configuration, options?: IasoOptions): Configuration
  write(files: Files): void
  read(file: string): string
  /** Path → content of all files below a directory; empty if it isn't there. */
  tree(directory: string): Record<string, string>
  /** Builds a release, or, with `emitPatch`, a patch. */
  build(options?: IasoOptions, config?: Configuration): Promise<Built>
  mapping(environment?: string): Mapping
  /** The newest patch. */
  patch(environment?: string): string
  /** Runs the bundle of `target: 'node'` in this process: what it left on `globalThis.result`. */
  evaluate(): unknown
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-webpack-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const home = (environment: string) => `.iaso/${environment}/${self.read(`.iaso/${environment}/newest`).trim()}`
  const self: Fixture = {
    root,
    configure: (config = {}, options = {}) => ({
      mode: 'production',
      context: root,
      entry: './src/main.ts',
      target: 'node',
      devtool: false,
      resolve: { extensions: ['.ts', '.js', '.cjs'] },
      output: { path: join(root, 'dist'), filename: '[name]-[contenthash:8].js', clean: true },
      module: { rules: [SWC] },
      plugins: [new IasoPlugin(options)],
      ...config,
    }),
    write: more => writeFiles(root, more),
    read: file => readFileSync(join(root, file), 'utf8'),
    tree: directory => readTree(join(root, directory)),
    build: (options = {}, config = {}) => withExitCode(() => run(host, self.configure(config, options))),
    mapping: (environment = 'server') => JSON.parse(self.read(`${home(environment)}/mapping.json`)) as Mapping,
    patch(environment = 'server') {
      const directory = `${home(environment)}/patches`
      const last = Object.keys(self.tree(directory))
        .filter(file => file.endsWith('/patch.js'))
        .at(-1)
      return self.read(`${directory}/${last}`)
    },
    evaluate() {
      const entry = Object.keys(self.tree('dist')).find(file => file.startsWith('main-')) ?? ''
      const before = globalThis as { result?: unknown }
      delete before.result
      const file = join(root, 'dist', entry)
      const run = runInThisContext(`(function (require, module, exports, __dirname) {${readFileSync(file, 'utf8')}\n})`)
      run(createRequire(file), { exports: {} }, {}, dirname(file))
      return before.result
    },
  }
  self.write(files)
  return self
}

/** Builds once, and lets go of the host. */
function run(host: Host, config: Configuration): Promise<Omit<Built, 'code'>> {
  return new Promise((resolve, reject) => {
    const compiler = host(config)
    compiler?.run((error, stats) => compiler.close(() => (error ? reject(error) : resolve(messages(stats as Stats)))))
  })
}

function messages(stats: Stats): Omit<Built, 'code'> {
  const { errors = [], warnings = [] } = stats.toJson({ all: false, errors: true, warnings: true })
  return { errors: errors.map(each => each.message), warnings: warnings.map(each => each.message) }
}

/** The plugin speaks through the exit code of the process, which is the test's own here. */
async function withExitCode<T extends object>(run: () => Promise<T>): Promise<T & { code: number | undefined }> {
  const before = process.exitCode
  process.exitCode = undefined
  try {
    const result = await run()
    return { ...result, code: process.exitCode as number | undefined }
  } finally {
    process.exitCode = before
  }
}

function writeFiles(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

function readTree(directory: string): Record<string, string> {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    const files = entries.map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort()
    return Object.fromEntries(files.map(file => [file.slice(directory.length + 1), readFileSync(file, 'latin1')]))
  } catch {
    return {}
  }
}
