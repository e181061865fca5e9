import type { ModuleMapping } from '@iaso/protocol'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { BuildState, type HostGraph, toMapping } from '../src/index.js'
import { project } from './project.js'

const root = '/app'
const sources: Readonly<Record<string, string>> = {
  '/app/main.js': 'import { sum } from "./sum.js"\nimport("./late.js")\nexport function main() { return sum(1, 2) }',
  '/app/sum.js': 'export function sum(a, b) { return a + b }',
  '/app/late.js': 'export function late() { return 1 }',
}

function graph(ids: readonly string[], extra: Readonly<Record<string, string | null>> = {}): HostGraph {
  const code: Readonly<Record<string, string | null>> = { ...sources, ...extra }
  return {
    ids: [...ids, ...Object.keys(extra)],
    module: id => ({
      code: code[id] ?? null,
      isEntry: id.endsWith('main.js'),
      imports: id.endsWith('main.js') ? ['/app/sum.js'] : [],
    }),
  }
}

async function build(ids: readonly string[], extra?: Readonly<Record<string, string | null>>) {
  const warnings: string[] = []
  const state = new BuildState(project(root), 'client', text => warnings.push(text))
  for (const id of ids) await state.guard({ path: state.project.path(id), code: sources[id] ?? '' })
  return { state, warnings, mapping: toMapping(state, state.finish(graph(ids, extra), { vite: '8' })) }
}

test("a mapping doesn't depend on the order in which modules are visited", async () => {
  const ids = Object.keys(sources)
  expect(JSON.stringify((await build(ids)).mapping)).toBe(JSON.stringify((await build([...ids].reverse())).mapping))
})

test('one more module changes nothing about the others', async () => {
  const ids = Object.keys(sources)
  const [{ mapping: few }, { mapping: all }] = [await build(ids.slice(0, 2)), await build(ids)]
  expect(all.modules).toMatchObject(few.modules)
  expect(all.release).not.toBe(few.release)
})

test('a module that is as in the release is recalled, with all that is known of it', async () => {
  const ids = Object.keys(sources)
  const { mapping } = await build(ids)
  const state = new BuildState(project(root), 'client', () => {})
  const host = (id: string, more = '') => ({ path: state.project.path(id), code: `${sources[id]}${more}` })
  for (const id of ids) {
    const module = state.recall(host(id), mapping)
    const { id: known, code, cells } = mapping.modules[module?.path ?? ''] ?? {}
    expect([module?.id, module?.code, module?.record.cells]).toEqual([known, code, cells])
  }
  expect(state.finish(graph(ids), {}).modules.size).toBe(3)
  expect(state.recall(host('/app/sum.js', '\n'), mapping)).toBeUndefined()
  const sum = { ...mapping.modules['sum.js'], addedBy: 'p1' } as ModuleMapping
  expect(state.recall(host('/app/sum.js'), { modules: { 'sum.js': sum } })).toBeUndefined()
})

test('what static imports reach from an entry is eager', async () => {
  const { modules } = (await build(Object.keys(sources))).mapping
  expect(Object.entries(modules).map(([path, { eager }]) => [path, eager])).toEqual([
    ['late.js', false],
    ['main.js', true],
    ['sum.js', true],
  ])
})

test("unguarded modules are known by a digest that says nothing about the machine; bundlers' helpers don't count", async () => {
  const here = await build(Object.keys(sources), {
    '/app/data.json': 'export default "/app/data.json"',
    '\0vite/preload-helper.js': 'helper',
    '\0/app/node_modules/x.js?commonjs-module': 'proxy',
    express: null,
  })
  expect(here.mapping.unguarded).toEqual({ 'data.json': expect.stringMatching(/^\w{8}$/), express: 'external' })
})

test("a dependency's digest is that of its file", async () => {
  const home = openFolder({ 'node_modules/x/index.js': 'one' })
  const state = new BuildState(project(home), 'client', () => {})
  const digest = (code: string) =>
    state.finish(
      { ids: [`${home}/node_modules/x/index.js`], module: () => ({ code, isEntry: false, imports: [] }) },
      {},
    ).unguarded
  expect(digest('made for one importer')).toEqual(digest('made for another'))
})

test('IASO1103: two modules that share an id', async () => {
  const clash = { ...project(root), moduleId: () => 'aaaaaa' }
  const state = new BuildState(clash, 'client', () => {})
  await state.guard({ path: 'b.js', code: 'export {}' })
  await expect(state.guard({ path: 'a.js', code: 'export {}' })).rejects.toThrow('IASO1103 Modules "a.js" and "b.js"')
})

test("IASO1104, IASO1109: a module that can't be guarded stays as it is, and is named once", async () => {
  const { state, warnings } = await build([])
  for (const code of ['module.exports = 1', 'module.exports = 1'])
    expect(await state.guard({ path: 'old.js', code })).toBeUndefined()
  expect(await state.guard({ path: 'broken.js', code: 'export function (' })).toBeUndefined()
  expect(warnings.map(text => text.slice(0, 20))).toEqual(['IASO1109 old.js is a', 'IASO1104 broken.js c'])
})

test('IASO1105: a module that is guarded already', async () => {
  const { state } = await build([])
  const { output } = (await state.guard({ path: 'a.js', code: sources['/app/sum.js'] ?? '' })) ?? {}
  await expect(state.guard({ path: 'a.js', code: output?.code ?? '' })).rejects.toThrow('IASO1105')
})
