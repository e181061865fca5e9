import { expect, test } from 'vitest'
import { instrument } from '../src/index.js'

const guarded = (code: string) =>
  instrument(code, {
    path: 'a.js',
    id: 'abcdef',
    fingerprint: 'x',
    format: 'module',
    registrar: () => 'r',
    sourceMaps: false,
  })

/** Keys of the functions that leave a mark. */
const marked = (code: string) =>
  guarded(code).record.functions.flatMap(({ key, mark }) => (mark === undefined ? [] : key.split('#')[1]))

test.each<[string, string, string[]]>([
  ['hands out a closure', 'export function make(n) { return () => n }', ['make']],
  ['as an expression', 'export const make = n => () => n', ['make']],
  ['registers one', "export function listen(bus) { bus.on('x', () => bus) }", ['listen']],
  ['makes a class', 'export function make() { return class { see() {} } }', ['make']],
  ['constructs', 'export class A { constructor() { this.n = 1 } }', ['A/constructor']],
  ['constructs, as a function', 'export function Cart() { this.n = 1 }', ['Cart']],
  ['only calls its own functions', 'export function f(n) { const g = () => n; return g() }', []],
  ['hands them to what is done with them', 'export function f(all) { return all.map(each => each + 1) }', []],
  ['is a component', "export function Part() { return jsx('a', { onClick: () => 1 }) }", []],
  ['makes one in its parameters', 'export function f(g = () => 1) { return () => g }', []],
  ['makes none', 'export function f(a) { return a }', []],
])('a function that %s', (_, code, wanted) => {
  expect(marked(code).map(key => key?.replace('.constructor', '/constructor'))).toEqual(wanted)
})

test('the mark stands behind the guard, in a cell of its own', () => {
  const { code } = guarded('export function make(n) { return () => n }\nexport const curry = a => b => a + b')
  expect(code).toContain('if ($f) return $f(n, $more);\n  $abcdef4 = 1;')
  expect(code).toContain('? $abcdef2(a, $more) : ($abcdef5 = 1, b =>')
})

test('where its cell may not be there yet, a function leaves none', () => {
  const code = "import './b.js'\nexport function make(n) { return () => n }"
  const { record } = instrument(code, { path: 'a.js', id: 'abcdef', fingerprint: 'x', format: 'module' })
  expect(record.functions.some(({ mark }) => mark !== undefined)).toBe(false)
})
