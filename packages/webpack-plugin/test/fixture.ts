import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { type IasoOptions, IasoPlugin } from '@iaso/webpack-plugin'
import { rspack as rspack2 } from '@rspack/core'
import { rspack as rspack1 } from 'rspack-1'
import { vi } from 'vitest'
import webpack, { type Configuration, type Stats } from 'webpack'
import type { Files } from '../../../testing/folder.js'
import { openProject, type Project, resultOf, withExitCode } from '../../../testing/project.js'

/** Rspack takes webpack's configuration as far as it is used here. */
export const HOSTS = [
  ['webpack 5', webpack],
  ['Rspack 2', rspack2 as unknown as typeof webpack],
  ['Rspack 1', rspack1 as unknown as typeof webpack],
] as const

// Three whole builds, on a machine that has more to do.
vi.setConfig({ testTimeout: 90_000 })

export type Host = typeof webpack

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

export interface Fixture extends Project {
  configure(config?: Configuration, options?: IasoOptions): Configuration
  /** Builds a release, or, with `emitPatch`, a patch. */
  build(options?: IasoOptions, config?: Configuration): Promise<Built>
  /** Runs the bundle of `target: 'node'` in this process: what it left on `globalThis.result`. */
  evaluate(): Promise<unknown>
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const project = openProject(files, 'server')
  const { root, read, tree } = project
  const configure: Fixture['configure'] = (config = {}, options = {}) => ({
    mode: 'production',
    context: root,
    entry: './src/main.ts',
    target: 'node',
    devtool: false,
    resolve: { extensions: ['.ts', '.js', '.cjs'] },
    output: { path: join(root, 'dist'), filename: '[name]-[contenthash:8].js', clean: true },
    // Rspack writes into what it is given
    module: { rules: [{ ...SWC }] },
    plugins: [new IasoPlugin(options)],
    ...config,
  })
  return {
    ...project,
    configure,
    async build(options = {}, config = {}) {
      const { result, code } = await withExitCode(() => run(host, configure(config, options)))
      return { ...result, code }
    },
    evaluate() {
      const entry = `dist/${Object.keys(tree('dist')).find(file => file.startsWith('main-'))}`
      const file = join(root, entry)
      const run = runInThisContext(`(function (require, module, exports, __dirname) {${read(entry)}\n})`)
      return resultOf(() => run(createRequire(file), { exports: {} }, {}, dirname(file)))
    },
  }
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
