import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  ['waits in a loop', 'export async function poll() { for (;;) await 1 }', ['poll']],
  ['waits once', 'export async function once() { await 1 }', []],
  ['only calls its own functions', 'export function f(n) { const g = () => n; return g() }', []],
  ['hands them to what is done with them', 'export function f(all) { return all.map(each => each + 1) }', []],
  ['is a component', "export function Part() { return jsx('a', { onClick: () => 1 }) }", []],
  ['is a component of Svelte', 'export default function App($$anchor) { return () => 1 }', []],
  ['is a component of Vue', 'export default { setup() { return () => 1 } }', []],
  ['makes one in its parameters', 'export function f(g = () => 1) { return () => g }', []],
  ['makes none', 'export function f(a) { return a }', []],
])('a function that %s', (_, code, wanted) => {
  expect(marked(code).map(key => key?.replace('.constructor', '/constructor'))).toEqual(wanted)
})

test('the mark stands behind the guard, in a variable that the scope table hands out', () => {
  const { code } = guarded('export function make(n) { return () => n }\nexport const curry = a => b => a + b')
  expect(code).toContain('if ($f) return $f(n, $more);\n  $m = 1;')
  expect(code).toContain('? $abcdef2(a, $more) : ($m1 = 1, b =>')
  expect(code).toContain('var $m, $m1;')
  expect(code).toContain('() => [$m, $m1]]')
})

test('scripts share their names, so their functions leave none', () => {
  const { record } = instrument('function make(n) { return () => n }', {
    path: 'a.js',
    id: 'abcdef',
    fingerprint: 'x',
    format: 'script',
  })
  expect(record.functions.some(({ mark }) => mark !== undefined)).toBe(false)
})

test('a frozen global object keeps no function from leaving its mark', () => {
  const { code } = instrument('"use strict"; exports.make = function make(n) { return () => n }', {
    path: 'a.js',
    id: 'abcdef',
    fingerprint: 'x',
    format: 'commonjs',
    sourceMaps: false,
  })
  const script = `const seen = (() => {
      const exports = {}, module = { exports }
      let table
      const require = () => ({ define: (id, fingerprint, cells) => {
        for (let cell = 0; cell < cells; cell++) globalThis['$' + id + cell] = undefined
        return made => { table = made() }
      } })
      ;((exports, require, module) => { ${code} })(exports, require, module)
      Object.freeze(globalThis)
      const marks = () => table.at(-1)()[0]
      return [marks(), exports.make(2)(), marks()]
    })()
    console.log(JSON.stringify(seen))`
  const folder = mkdtempSync(join(tmpdir(), 'iaso-marks-'))
  writeFileSync(join(folder, 'frozen.cjs'), script)
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'frozen.cjs')], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect([stdout.trim(), stderr]).toEqual(['[null,2,1]', ''])
})
