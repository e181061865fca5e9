import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as vite8 from 'vite'
import * as vite7 from 'vite-7'
import type { Files } from '../../../testing/folder.js'
import { openProject, type Project, resultOf, withExitCode } from '../../../testing/project.js'
import iaso, { type IasoOptions } from '../src/index.js'

/** Vite 7 shares its types with Vite 8 as far as they are used here. */
export const HOSTS = [
  ['Vite 8', vite8],
  ['Vite 7', vite7 as unknown as typeof vite8],
] as const

export type Host = typeof vite8

/** A small application with a shared module, two lazy ones, a style and an asset. */
export const APPLICATION: Files = {
  'package.json': '{"name":"shop","type":"module"}',
  'index.html': '<!doctype html><div id="app"></div><script type="module" src="/src/main.ts"></script>',
  'src/main.ts': `
    import './style.css'
    import { total } from './cart'
    export function main(): string { return 'total ' + total([1, 2]) }
    export const open = { news: () => import('./news'), help: () => import('./help') }
    globalThis.shop = { main, open }
  `,
  'src/cart.ts': 'export function total(prices: number[]): number { return prices.reduce((a, b) => a + b, 0) }',
  'src/news.ts': 'export function news(): string { return "news" }',
  'src/help.ts': 'export function help(): string { return "help" }',
  'src/style.css': '.cart { color: red }',
}

export interface Fixture extends Project {
  /** Builds a release, or, with `emitPatch`, a patch; answers the exit code that the process would have. */
  build(options?: IasoOptions, config?: vite8.InlineConfig): Promise<number | undefined>
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const project = openProject(files, 'client')
  const common = { root: project.root, configFile: false, logLevel: 'silent' } as const
  return {
    ...project,
    async build(options = {}, config = {}) {
      return (await withExitCode(() => host.build({ ...common, plugins: [iaso(options)], ...config }))).code
    },
  }
}

/** Chunks without a page (the entry is written as an address: `/main.js`): what a module leaves on `globalThis.result` can be looked at. */
export const SCRIPT = (entry: string): vite8.InlineConfig => ({
  build: { modulePreload: false, rollupOptions: { input: entry } },
})

/** Runs the chunk of `main.js` in this process. */
export function evaluate(project: Fixture): Promise<unknown> {
  const entry = Object.keys(project.tree('dist')).find(file => /\bmain-[\w-]+\.js$/.test(file))
  return resultOf(() => import(/* @vite-ignore */ pathToFileURL(join(project.root, 'dist', entry ?? '')).href))
}
