import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import commonjsModule from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rolldown } from 'rolldown'
import { type InputOptions, type OutputOptions, rollup } from 'rollup'
import type { Files } from '../../../testing/folder.js'
import { openProject, type Project, resultOf, withExitCode } from '../../../testing/project.js'
import iaso, { type RollupOptions } from '../src/index.js'

// Its types say that the module is what its `default` is.
const commonjs = commonjsModule as unknown as typeof commonjsModule.default

/** Rolldown takes Rollup's options as far as they are used here, and resolves packages and CommonJS by itself. */
export const HOSTS = [
  ['Rollup', rollup],
  ['Rolldown', rolldown as unknown as typeof rollup],
] as const

export type Host = typeof rollup

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

export interface Fixture extends Project {
  /** Builds a release, or, with `emitPatch`, a patch; answers the exit code that the process would have. */
  build(options?: RollupOptions, config?: Config): Promise<number | undefined>
  /** Runs the entry chunk in this process: what it left on `globalThis.result`. */
  evaluate(): Promise<unknown>
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const project = openProject(files, 'client')
  const { root, tree } = project
  return {
    ...project,
    async build(options = {}, config = {}) {
      return (await withExitCode(() => inDirectory(root, () => run(host, options, config)))).code
    },
    evaluate() {
      const entry = Object.keys(tree('dist')).find(file => file.startsWith('main')) ?? ''
      return resultOf(() => import(/* @vite-ignore */ pathToFileURL(join(root, 'dist', entry)).href))
    },
  }
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
