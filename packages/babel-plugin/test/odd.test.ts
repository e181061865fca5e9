import { transformSync } from '@babel/core'
import { expect, test } from 'vitest'
import babelPlugin, { instrument } from '../src/index.js'

const chain = (terms: number) => `const f = () => ${Array(terms).fill('a').join(' + ')}`
const many = (functions: number) =>
  Array.from({ length: functions }, (_, i) => `export function f${i}(a) { return a.map(x => x + ${i}) }`).join('\n')

const guard = (code: string, format: 'module' | 'script' = 'module') =>
  instrument(code, { path: 'src/a.js', id: 'Zq9x7w', fingerprint: 'F', format })

const transform = (code: string) =>
  transformSync(code, {
    filename: '/app/src/a.js',
    root: '/app',
    configFile: false,
    babelrc: false,
    compact: false,
    plugins: [[babelPlugin, { app: 'shop' }]],
  })?.code ?? ''

test.each([
  ['what is no JavaScript', 'function f( {', /^IASO1104 src\/a\.js can't be parsed.*\(1:13\)/],
  ['types', 'const f = (a: string) => a', /^IASO1104 src\/a\.js can't be parsed/],
  [
    'what is guarded already',
    'export const f = () => $Zq9x7w0 ? $Zq9x7w0() : 1',
    /^IASO1105 src\/a\.js is guarded already/,
  ],
  ['brackets in brackets', `const x = ${'['.repeat(40_000)}${']'.repeat(40_000)}`, /^IASO1104 .*nested too deeply/],
  ['a sum of thousands', chain(40_000), /^IASO1104 .*nested too deeply/],
])('%s: one clear error', (_name, code, message) => {
  expect(() => guard(code)).toThrow(message)
})

test.each([
  ['empty', ''],
  ['white space', ' \r\n\t'],
  ['a comment', '// nothing here'],
  ['a hashbang', '#!/usr/bin/env node'],
  ['a byte order mark', '\uFEFFexport const f = () => 1'],
  ['line ends of Windows', 'export const f = () => {\r\n  return `a\r\nb`\r\n}\r\n'],
  ['surrogates without a partner', 'export const f = () => "\uD800" + `\uDFFF` + /\uD83D/.source'],
  ['separators of lines in strings', 'export const f = () => "\u2028\u2029"'],
  [
    'a line of everything',
    'export const a=1,f=()=>{if(a)return a;for(;;)break},g=async()=>{await f()};export default class{#a=1;b(){return this.#a}}',
  ],
])('%s is guarded, the same every time', (_name, code) => {
  const { code: once, record } = guard(code)
  expect(guard(code)).toMatchObject({ code: once, record })
  expect(transform(code)).toBe(transform(code))
  // and it is code
  expect(() =>
    instrument(once.replaceAll('Zq9x7w', 'Aaaaaa'), { path: 'b.js', id: 'Bbbbbb', fingerprint: 'F', format: 'module' }),
  ).not.toThrow()
})

test('strings keep their code units', () => {
  const value = (code: string) => new Function(`${code.replace('export const', 'const')}; return f()`)() as string
  const code = 'export const f = () => "\uD800" + `\uDFFF\r\n` + "\u2028" + /\uD83D/.source'
  const { code: output } = guard(code)
  expect(value(`const $Zq9x7w0 = undefined; ${output.slice(output.indexOf('export'))}`)).toBe(value(code))
})

test('a generated file of thousands of functions, and a literal of a megabyte', { timeout: 120_000 }, () => {
  expect(guard(many(5_000)).record.cells).toHaveLength(10_000)
  const literal = JSON.stringify(
    Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'] })),
  )
  expect(guard(`export const data = ${literal}; export const f = () => data`).record.cells).toHaveLength(1)
})
