import { expect, test } from 'vitest'
import { analyze, parse } from '../src/index.js'

/** Functions without a guard, with the reason. */
function skipped(code: string): Record<string, string | undefined> {
  const { functions } = analyze(parse(code, 'commonjs', 'a.js').program, 'commonjs', 'a.js')
  return Object.fromEntries(functions.flatMap(({ key, skipped }) => (skipped === undefined ? [] : [[key, skipped]])))
}

test.each<[string, string, Record<string, string>]>([
  ['a `with`', 'function f(o) { with (o) return x }\nfunction g() {}', { f: 'IASO4002' }],
  ['a comment', '/* iaso-ignore */ function f() {}\nfunction g() {}', { f: 'IASO4006' }],
  ['a field whose function takes its name', 'class A { on = () => 1; n = 1 }', { 'A.on=': 'IASO4007' }],
])('%s', (_what, code, expected) => {
  expect(Object.values(skipped(code))).toEqual(Object.values(expected))
})
