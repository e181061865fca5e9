import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMapping } from '@iaso/protocol'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { chooseRelease, Store } from '../src/index.js'
import { mapping, project } from './project.js'

function shop(files: Readonly<Record<string, string>> = {}) {
  const root = openFolder(files)
  return { root, project: project(root), store: new Store(join(root, '.iaso')) }
}

test('a release is written whole, and is the newest then', () => {
  const { root, store, project } = shop()
  store.writeRelease(mapping({ release: 'r1' }))
  store.writeRelease(mapping({ release: 'r2' }))
  expect(store.releases('client')).toEqual(['r1', 'r2'])
  expect(readFileSync(join(root, '.iaso/client/newest'), 'utf8')).toBe('r2\n')
  expect(readdirSync(join(root, '.iaso/client/r2'))).toEqual(['mapping.json'])
  expect(chooseRelease(project, 'client', []).release).toBe('r2')
  expect(chooseRelease(project, 'client', ['r1']).release).toBe('r1')
})

test('of several ids, an environment takes the one that is its own', () => {
  const { store, project } = shop()
  store.writeRelease(mapping({ release: 'c1' }))
  store.writeRelease(mapping({ release: 's1', environment: 'ssr' }))
  expect(chooseRelease(project, 'ssr', ['c1', 's1']).release).toBe('s1')
  expect(() => chooseRelease(project, 'ssr', ['c1'])).toThrow('IASO1003')
})

test('a patch is built on the patch before it', () => {
  const { store, project } = shop()
  store.writeRelease(mapping())
  for (const seq of [9, 10]) {
    const patches = [{ id: 'p', sequence: seq, modules: {} }]
    store.writePatch('client', 'r1', { seq, id: 'p' }, { 'mapping.json': writeMapping(mapping({ patches })) })
  }
  expect(store.patches('client', 'r1')).toEqual([
    { seq: 9, id: 'p' },
    { seq: 10, id: 'p' },
  ])
  expect(chooseRelease(project, 'client', []).patches[0]?.sequence).toBe(10)
})

test('a path may name a mapping or its directory', () => {
  const { root, project } = shop({ 'kept/r7/mapping.json': writeMapping(mapping({ release: 'r7' })) })
  for (const path of ['./kept/r7', './kept/r7/mapping.json', join(root, 'kept/r7/mapping.json')])
    expect(chooseRelease(project, 'client', [path]).release).toBe('r7')
})

test('IASO1001: nothing was released; IASO1002: not this; IASO1003: not for this environment', () => {
  const { project, store } = shop()
  expect(() => chooseRelease(project, 'client', [])).toThrow('IASO1001')
  store.writeRelease(mapping())
  expect(() => chooseRelease(project, 'client', ['r9'])).toThrow(/IASO1002 .*"r9".* It has: r1\./)
  expect(() => chooseRelease(project, 'ssr', [])).toThrow('IASO1003')
})

test.each([
  ['IASO1101', 'truncated', '{"schema": 1, "iaso'],
  ['IASO1101', "another application's", writeMapping(mapping({ app: 'blog' }))],
  ['IASO1102', "another version's", JSON.stringify({ schema: 99 })],
  ['IASO1003', "another environment's", writeMapping(mapping({ environment: 'ssr' }))],
])('%s: the mapping is %s', (code, _what, text) => {
  const { project } = shop({ '.iaso/client/r1/mapping.json': text, '.iaso/client/newest': 'r1\n' })
  expect(() => chooseRelease(project, 'client', [])).toThrow(code)
})
