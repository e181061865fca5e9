import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mapping } from '@iaso/protocol'
import commonjsModule from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rolldown } from 'rolldown'
import { type InputOptions, type OutputOptions, rollup } from 'rollup'
import { onTestFinished } from 'vitest'
import iaso, { type RollupOptions } from '../src/index.js'

// Its types say that the module is what its `default` is.
const commonjs = commonjsModule as unknown as typeof commonjsModule.default

/** Rolldown takes Rollup's options as far as they are used here, and resolves packages and CommonJS by itself. */
export const HOSTS = [
  ['Rollup', rollup],
  ['Rolldown', rolldown as unknown as typeof rollup],
] as const

export type Host = typeof rollup
export type Files = Readonly<Record<string, string>>

export const APPLICATION: Files = {
  'package.json': '{"name":"shop","type":"module"}',
  'src/main.js': `
    import { total } from './cart.js'
    export function main() { return 'total ' + total([1, 2]) }
    export const open = { news: () => import('./news.js'), help: () => import('./help.js') }
    globalThis.result = { main, open }
  `,
  'src/cart.js': 'export function total(prices) { return prices.reduce((a, b) => a + b, 0) }',
  'src/news.js': 'export function news() { return "news" }',
  'src/help.js': 'export function help() { return "help" }',
}

type Output = OutputOptions & { readonly minify?: boolean }

interface Config extends Omit<InputOptions, 'output'> {
  readonly output?: Output | readonly Output[]
}

export interface Fixture {
  readonly root: string
  write(files: Files): void
  read(file: string): string
  /** Path → content of all files below a directory; empty if it isn't there. */
  tree(directory: string): Record<string, string>
  /** Builds a release, or, with `emitPatch`, a patch; answers the exit code that the process would have. */
  build(options?: RollupOptions, config?: Config): Promise<number | undefined>
  mapping(environment?: string): Mapping
  /** The newest patch. */
  patch(environment?: string): string
  /** Runs the entry chunk in this process: what it left on `globalThis.result`. */
  evaluate(): Promise<unknown>
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-rollup-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const home = (environment: string) => `.iaso/${environment}/${self.read(`.iaso/${environment}/newest`).trim()}`
  const self: Fixture = {
    root,
    write: more => writeFiles(root, more),
    read: file => readFileSync(join(root, file), 'utf8'),
    tree: directory => readTree(join(root, directory)),
    build: (options = {}, config = {}) => withExitCode(() => inDirectory(root, () => run(host, options, config))),
    mapping: (environment = 'client') => JSON.parse(self.read(`${home(environment)}/mapping.json`)) as Mapping,
    patch(environment = 'client') {
      const directory = `${home(environment)}/patches`
      const last = Object.keys(self.tree(directory))
        .filter(file => file.endsWith('/patch.js'))
        .at(-1)
      return self.read(`${directory}/${last}`)
    },
    async evaluate() {
      const entry = Object.keys(self.tree('dist')).find(file => file.startsWith('main')) ?? ''
      const before = globalThis as { result?: unknown }
      delete before.result
      await import(/* @vite-ignore */ pathToFileURL(join(root, 'dist', entry)).href)
      return before.result
    },
  }
  self.write(files)
  return self
}

/** As the command line does it: the outputs are known from the start. */
async function run(host: Host, options: RollupOptions, { output, ...config }: Config): Promise<void> {
  const own = host === rollup ? [nodeResolve(), commonjs()] : []
  const outputs = [output ?? { dir: 'dist', entryFileNames: '[name]-[hash].js' }].flat() as Output[]
  const plugins = [...own, iaso(options)]
  const bundle = await host({
    input: 'src/main.js',
    onwarn: () => {},
    plugins,
    ...config,
    output: outputs,
  } as InputOptions)
  for (const each of outputs) await bundle.write(each)
  await bundle.close()
}

async function inDirectory<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd()
  process.chdir(directory)
  try {
    return await work()
  } finally {
    process.chdir(before)
  }
}

/** The plugin speaks through the exit code of the process, which is the test's own here. */
async function withExitCode(work: () => Promise<void>): Promise<number | undefined> {
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await work()
    return process.exitCode as number | undefined
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
