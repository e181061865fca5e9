import { expect, test } from 'vitest'
import { instrument } from '../src/index.js'

/** Names of the functions that take a parameter more than they are written with. */
function spares(code: string, format: 'module' | 'commonjs' | 'script' = 'module'): string[] {
  const { record } = instrument(code, { path: 'a.js', id: 'aaaaaa', fingerprint: 'aaaaa', format })
  return record.cells.flatMap(({ function: id, layout: { params } }) =>
    params.kind === 'positional' && params.spare ? (record.functions[id]?.key.slice('a.js#'.length) ?? '') : [],
  )
}

test('whoever is reached as a value takes a spare parameter', () => {
  expect(
    spares(`
      export const f = a => a
      export default function g(a) {}
      function h(a) {}
      export { h }
      const held = a => a
      on(held)
      function more(a) {}
      more(1, 2)
      function spread(a) {}
      spread(...x)
      function made(a) {}
      new made(1)
      let other = a => a
      other = null
      function T(a) { this.a = a }
      class C { constructor(a) {} m(a) {} }
      const o = { p: function (a) {}, q(a) {} }`),
  ).toEqual(['f', 'g', 'h', 'held', 'more', 'spread', 'made', 'other', 'T', 'C.constructor', 'C.m', 'p', 'q'])
})

test('functions that are only called take none: calls of a patch go past their guards', () => {
  const code = `
    function f(a) { return a ? f(0) : g() }
    const g = (a, b) => a
    const h = async function (a) { return h(a) }
    f(1); g(1, 2); g(1); h()`
  expect(spares(code)).toEqual([])
  expect(spares(code, 'commonjs')).toEqual([])
  // its functions are all other scripts' too
  expect(spares(code, 'script')).toEqual(['f', 'g', 'h'])
})

test('callbacks and local functions take none', () => {
  expect(spares(`on(a => a); export function f(a) { function g(b) {} on(g); return a }`)).toEqual(['f'])
})
