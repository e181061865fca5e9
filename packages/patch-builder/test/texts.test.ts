import { expect, test } from 'vitest'
import { Texts } from '../src/texts.js'

const sources = (code: string) => ({ 'src/a.js': { code } })

test.each([
  ['x.max = 1', 'max'],
  ['x["max"] += 1', 'max'],
  ['x.max++', 'max'],
  ['delete x.max', 'max'],
  ["x['1 (one)'] = 1", '1 (one)'],
  ["x['a|b'] ||= 1", 'a|b'],
  ['x.$max = 1', '$max'],
])('%s assigns %s', (code, property) => {
  expect(new Texts(sources(code), {}).assign(property)).toBe(true)
  expect(new Texts({}, sources(code)).assign(property)).toBe(true)
  expect(new Texts(sources(code), {}).setOnce(property)).toBe(true)
  expect(new Texts(sources(`${code}; ${code}`), {}).setOnce(property)).toBe(false)
})

test.each([
  ['x.max == 1', 'max'],
  ['x.maximum = 1', 'max'],
  ["x['ab'] = 1", 'a|b'],
  ['x => x.max', 'max'],
])('%s does not assign %s', (code, property) => {
  expect(new Texts(sources(code), {}).assign(property)).toBe(false)
})

test('a word is no part of another', () => {
  const texts = new Texts({}, sources('const total$ = totals + 1'))
  expect(['total', 'total$', 'totals'].map(word => texts.mention(word))).toEqual([false, true, true])
})
