import { fingerprint, moduleId } from '@iaso/babel-plugin'
import { expect, test } from 'vitest'
import { contentDigest, releaseId } from '../src/identity.js'

const contents = {
  app: 'shop',
  environment: 'client',
  modules: { 'a.js': { id: 'aaaaaa', fingerprint: '1' }, 'b.js': { id: 'bbbbbb', fingerprint: '2' } },
  unguarded: { 'x.css': '3', 'y.css': '4' },
  toolchain: { vite: '8' },
}

test('ids have the length and the alphabet that cell names ask for', () => {
  expect(moduleId('shop', '', 'src/cart.ts')).toMatch(/^[0-9a-zA-Z]{6}$/)
  expect(fingerprint('code')).toMatch(/^[0-9a-zA-Z]{5}$/)
  expect(contentDigest('code')).toMatch(/^[0-9a-zA-Z]{8}$/)
  expect(releaseId(contents)).toMatch(/^[0-9a-zA-Z]{10}$/)
})

test("a module id depends on application, salt and path, and can't be shifted between them", () => {
  const ids = [
    moduleId('shop', '', 'a.js'),
    moduleId('shop', 'x', 'a.js'),
    moduleId('shopx', '', 'a.js'),
    moduleId('shop', '', 'xa.js'),
  ]
  expect(new Set(ids).size).toBe(4)
})

test("a release id doesn't depend on the order of anything", () => {
  const reversed = Object.fromEntries(
    Object.entries(contents).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : Object.fromEntries(Object.entries(value).reverse()),
    ]),
  ) as unknown as typeof contents
  expect(releaseId(reversed)).toBe(releaseId(contents))
})

test.each([
  ['app', { app: 'other' }],
  ['environment', { environment: 'ssr' }],
  ['a fingerprint', { modules: { ...contents.modules, 'a.js': { id: 'aaaaaa', fingerprint: '9' } } }],
  ['an unguarded module', { unguarded: { 'x.css': '9', 'y.css': '4' } }],
  ['the toolchain', { toolchain: { vite: '7' } }],
])('a release id depends on %s', (_what, change) => {
  expect(releaseId({ ...contents, ...change })).not.toBe(releaseId(contents))
})
