import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { GuardCache } from '../src/guard-cache.js'
import { BuildState, keepRelease, toMapping } from '../src/index.js'
import { project } from './project.js'

const RESULT = { code: 'guarded', map: undefined, record: {} } as never
const FILE = 'node_modules/.cache/iaso/client.txt'

/** Asks a cache for these modules, as a build does. @returns those that had to be made */
async function build(root: string, modules: Readonly<Record<string, unknown>>): Promise<string[]> {
  const made: string[] = []
  const cache = new GuardCache(root, 'client')
  for (const [code, about] of Object.entries(modules))
    await cache.once(code, [about], async () => {
      made.push(code)
      return RESULT
    })
  cache.save()
  return made
}

const installed = () => openFolder({ 'node_modules/x/package.json': '{}' })

test('a module is made once, and again when it, or anything that it depends on, is another', async () => {
  const root = installed()
  expect(await build(root, { a: 1, b: 1 })).toEqual(['a', 'b'])
  expect(await build(root, { a: 1, b: 1 })).toEqual([])
  expect(await build(root, { a: 1, c: 1 })).toEqual(['c'])
  expect(await build(root, { a: 2, c: 1 })).toEqual(['a'])
})

test('what a build did not use is not kept', async () => {
  const root = installed()
  await build(root, { a: 1, b: 1 })
  await build(root, { a: 1 })
  expect(await build(root, { a: 1, b: 1 })).toEqual(['b'])
})

test('what other tools made counts for nothing', async () => {
  const root = installed()
  await build(root, { a: 1 })
  writeFileSync(join(root, FILE), readFileSync(join(root, FILE), 'utf8').replace(/^.*/, 'other'))
  expect(await build(root, { a: 1 })).toEqual(['a'])
})

test('where nothing is installed, nothing is kept', async () => {
  const root = openFolder()
  expect([await build(root, { a: 1 }), await build(root, { a: 1 })]).toEqual([['a'], ['a']])
  expect(existsSync(join(root, 'node_modules'))).toBe(false)
})

test('guarded anew or kept: the same', async () => {
  const root = installed()
  const module = {
    path: 'a.js',
    code: 'export const total = (a, b = 1) => a + b\nexport class Cart { #n = total(1); get n() { return this.#n } }\n',
    inputMap: { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA', sourcesContent: ['…'] },
  }
  const run = async () => {
    const state = new BuildState(project(root), 'client', message => expect.unreachable(message))
    const guarded = await state.guard(module)
    const facts = {
      modules: new Map([['a.js', guarded?.module as never]]),
      eager: new Set<string>(),
      unguarded: {},
      toolchain: {},
    }
    keepRelease(state, toMapping(state, facts))
    return JSON.stringify(guarded)
  }
  const first = await run()
  expect(readFileSync(join(root, FILE), 'utf8').split('\n')).toHaveLength(3)
  expect(await run()).toBe(first)
})
