/** A project with a linked package, a dependency that is opted in by name, and a module that is left out, for whichever bundler. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { expect } from 'vitest'
import { type Files, openFolder, writeFiles } from './folder.js'
import type { Project } from './project.js'

export interface WorkspaceProject extends Project {
  build(options: object): Promise<unknown>
  evaluate(): Promise<unknown>
}

const tax = (rate: number) => `export function tax(net) { return net * ${rate} }`
const round = (digits: number) => `export function round(n) { return n.toFixed(${digits}) }`

export function workspaceFiles(app: string, extension: '.js' | '.ts'): Files {
  const annotation = extension === '.ts' ? ': number' : ''
  return {
    'package.json': JSON.stringify({ name: app, type: 'module' }),
    [`src/main${extension}`]: `
      import { tax } from 'linked'
      import { round } from 'named'
      import { add } from './plain.js'
      import { secret } from './left.js'
      globalThis.result = (net${annotation}) => round(add(tax(net), secret()))`,
    'src/plain.js': 'export function add(a, b) { return a + b }',
    'src/left.js': 'export function secret() { return 0 }',
    'node_modules/named/package.json': '{"name":"named","type":"module","main":"index.js"}',
    'node_modules/named/index.js': round(1),
  }
}

/** What is guarded is what was said; each of them is patched. */
export async function repairWorkspace(project: WorkspaceProject, app: string, extension: string): Promise<void> {
  const linked = openFolder({
    'package.json': '{"name":"linked","type":"module","main":"index.js"}',
    'index.js': tax(2),
  })
  mkdirSync(join(project.root, 'node_modules'), { recursive: true })
  symlinkSync(linked, join(project.root, 'node_modules/linked'), 'dir')
  const outside = `../${basename(linked)}`
  const options = { include: [`${outside}/**`, 'node_modules/named/**'], exclude: '**/left.*' }
  await project.build(options)
  expect(Object.keys(project.mapping().modules)).toEqual(
    [`${outside}/index.js`, 'node_modules/named/index.js', `src/main${extension}`, 'src/plain.js'].sort(),
  )
  const price = (await project.evaluate()) as (net: number) => string
  expect(price(10)).toBe('20.0')

  writeFiles(linked, { 'index.js': tax(3) })
  project.write({
    'node_modules/named/index.js': round(2),
    'src/plain.js': 'export function add(a, b) { return a + b + 1 }',
  })
  await project.build({ ...options, emitPatch: true })
  runInThisContext(project.patch())
  expect(price(10)).toBe('31.00')

  const runtime = (globalThis as unknown as Record<symbol, { revert(app: string): { status: string } }>)[
    Symbol.for('iaso')
  ]
  expect(runtime?.revert(app).status).toBe('reverted')
  expect(price(10)).toBe('20.0')
}
