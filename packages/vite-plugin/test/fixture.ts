import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mapping } from '@iaso/protocol'
import * as vite8 from 'vite'
import * as vite7 from 'vite-7'
import { onTestFinished } from 'vitest'
import iaso, { type IasoOptions } from '../src/index.js'

/** Vite 7 shares its types with Vite 8 as far as they are used here. */
export const HOSTS = [
  ['Vite 8', vite8],
  ['Vite 7', vite7 as unknown as typeof vite8],
] as const

export type Host = typeof vite8
export type Files = Readonly<Record<string, string>>

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

export interface Fixture {
  readonly root: string
  write(files: Files): void
  read(file: string): string
  /** Path → content of all files below a directory; empty if it isn't there. */
  tree(directory: string): Record<string, string>
  /** Builds a release, or, with `emitPatch`, a patch; answers the exit code that the process would have. */
  build(options?: IasoOptions, config?: vite8.InlineConfig): Promise<number | undefined>
  mapping(environment?: string): Mapping
}

export function fixture(host: Host, files: Files = APPLICATION): Fixture {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-vite-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const self: Fixture = {
    root,
    write: more => writeFiles(root, more),
    read: file => readFileSync(join(root, file), 'utf8'),
    tree: directory => readTree(join(root, directory)),
    build: (options = {}, config = {}) =>
      withExitCode(async () => {
        await host.build({ root, configFile: false, logLevel: 'silent', plugins: [iaso(options)], ...config })
      }),
    mapping(environment = 'client') {
      const release = self.read(`.iaso/${environment}/newest`).trim()
      return JSON.parse(self.read(`.iaso/${environment}/${release}/mapping.json`)) as Mapping
    },
  }
  self.write(files)
  return self
}

/** Chunks without a page (the entry is written as an address: `/main.js`): what a module leaves on `globalThis.result` can be looked at. */
export const SCRIPT = (entry: string): vite8.InlineConfig => ({
  build: { modulePreload: false, rollupOptions: { input: entry } },
})

/** Runs the chunk of `main.js` in this process. */
export async function evaluate(project: Fixture): Promise<unknown> {
  const entry = Object.keys(project.tree('dist')).find(file => /\bmain-[\w-]+\.js$/.test(file))
  const before = globalThis as { result?: unknown }
  delete before.result
  await import(/* @vite-ignore */ pathToFileURL(join(project.root, 'dist', entry ?? '')).href)
  return before.result
}

/** The plugin speaks through the exit code of the process, which is the test's own here. */
export async function withExitCode(run: () => Promise<void>): Promise<number | undefined> {
  const before = process.exitCode
  process.exitCode = undefined
  try {
    await run()
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
