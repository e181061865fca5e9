import { describe, expect, test } from 'vitest'
import { analyze, instrument, parse } from '../src/index.js'
import { type Format, traces } from './support/world.js'

/** `name:mode` of what each function hands over, by the function's key. */
function captures(code: string, format: Format = 'commonjs'): Record<string, string> {
  const { functions } = analyze(parse(code, format, 'a.js').program, format, 'a.js')
  return Object.fromEntries(
    functions.map(fn => [
      fn.key,
      fn.skipped ?? fn.layout!.captures.map(({ name, mode }) => `${name}:${mode}`).join(' '),
    ]),
  )
}

const within = (body: string) => `function outer(p, q) { ${body} }`
const inner = (body: string) => captures(within(body))['outer/f']

describe('by value, as it has its value and keeps it', () => {
  test.each([
    ['a parameter', 'return function f() { return p }', 'p:value'],
    ['a const before', 'const x = 1; return function f() { return x }', 'x:value'],
    ['a let that nobody assigns', 'let x = 1; return function f() { return x }', 'x:value'],
    ['a var at the top', 'var x = 1; return function f() { return x }', 'x:value'],
    ['a const of a loop', 'for (const x of p) q(function f() { return x })', 'x:value'],
    ['a hoisted function', 'return function f() { return g }; function g() {}', 'g:value'],
    ['what was caught', 'try {} catch (e) { return function f() { return e } }', 'e:value'],
    ['itself', 'return function f() { return f }', 'f:value'],
    ['arguments of around', 'const f = () => arguments', 'arguments:value'],
    [
      'the name of a class that runs code of its own',
      'class f { static x = f.m(); static m() { return f } }',
      undefined,
    ],
  ])('%s', (_name, body, expected) => expect(inner(body)).toBe(expected))
})

describe('through accessors', () => {
  test.each([
    ['a const behind', 'q(function f() { return x }); const x = 1', 'x:get'],
    ['a const of its own initialiser', 'const x = q(function f() { return x })', 'x:get'],
    ['hoisted above a const', 'const x = 1; function f() { return x }', 'x:get'],
    ['a case of a switch', 'switch (p) { case 1: const x = 1; case 2: q(function f() { return x }) }', 'x:get'],
    ['assigned', 'let x = 1; q(function f() { return x }); x = 2', 'x:getset'],
    ['a parameter that is assigned', 'p = 1; return function f() { return p }', 'p:getset'],
    ['a parameter that `arguments` assigns', 'const f = () => p; arguments[0] = 2; f()', 'p:getset'],
    ['a parameter that somebody with `arguments` may assign', 'const f = () => p; q(arguments)', 'p:getset'],
    ['hoisted above a var', 'var x = 1; function f() { return x }', 'x:get'],
    ['a var without a value', 'var x; function f() { return x }', 'x:getset'],
    ['a var of a loop', 'for (var x of p) q(function f() { return x })', 'x:getset'],
    ['a var twice', 'var x = 1; q(function f() { return x }); var x = 2', 'x:getset'],
    ['a counter', 'for (let i = 0; i < 2; i++) q(function f() { return i })', 'i:getset'],
    ['what an eval may assign', '"use strict"; let x = 1; const f = () => x; const g = () => eval(q)', 'x:getset'],
    ['a pattern that was caught', 'try {} catch ({ a = q(function f() { return b }), b }) {}', 'b:get'],
    ['a pattern of its own', 'const { a = function f() { return b }, b } = p', 'b:get'],
    ['a function in a block, from outside of it', 'q(function f() { return g }); { function g() {} }', 'g:getset'],
    ['a function behind an if', 'q(function f() { return g }); if (p) function g() {}', 'g:getset'],
  ])('%s', (_name, body, expected) => expect(inner(body)).toBe(expected))

  test('a later parameter', () => {
    expect(captures('function outer(f = () => p, p) {}')).toEqual({ outer: 'IASO4003', 'outer/f': 'p:get' })
  })

  test('a computed key can call before the class has its name', () => {
    expect(captures('function outer() { class A { [t(() => 1)] = 1; m() { return A } } }')['outer/A.m']).toBe('A:get')
  })
})

describe('what a name means', () => {
  test('a let of an outer block keeps a block function from becoming a var', () => {
    const code = 'var g = 1; function outer() { { let g; { function g() {} } } return () => g }'
    expect(captures(code)['outer/function']).toBe('')
  })

  test('a parameter does, too', () => {
    expect(captures('function outer(g) { { function g() {} } return () => g }')['outer/function']).toBe('g:value')
  })

  test('arguments that is a parameter, a let, a function', () => {
    const params = (code: string) => {
      const [fn] = analyze(parse(code, 'script', 'a.js').program, 'script', 'a.js').functions
      return fn?.skipped ?? fn?.layout?.params.kind
    }
    expect(params('function f(arguments) { return arguments }')).toBe('positional')
    expect(params('function f() { let arguments; return arguments }')).toBe('positional')
    expect(params('function f(a = arguments) { let arguments }')).toBe('IASO4004')
    expect(params('function f() { var arguments; return arguments }')).toBe('arguments')
    expect(params('function f() { return () => arguments }')).toBe('arguments')
  })

  test('what an async function or a generator can not spell', () => {
    expect(
      captures('function outer(await) { async function f() { return function () { return await } } }')['outer/f'],
    ).toBe('IASO4004')
    expect(
      captures('function outer(yield_, yield) { function* f() { return function () { return yield } } }')['outer/f'],
    ).toBe('IASO4004')
  })

  test('a long import name is kept whole', () => {
    const name = 'x'.repeat(80)
    const { record } = instrument(`import { "${name}" as y } from 'z'; y()`, {
      path: 'a.js',
      id: 'abcdef',
      fingerprint: 'F',
      format: 'module',
    })
    expect(record.table[0]?.imported).toEqual(['z', name])
  })

  test('an import that is only exported is not handed out', () => {
    const { record } = instrument(`import * as ns from 'z'; export { ns }`, {
      path: 'a.js',
      id: 'abcdef',
      fingerprint: 'F',
      format: 'module',
    })
    expect(record.table).toEqual([])
  })
})

test('static code finds the class while its outer name has no value', async () => {
  const { plain, guarded, probed } = await traces(
    'class A { static x = t(() => A.m()); static m() { return A.name } static { t(() => A.m()) } }',
  )
  expect(guarded).toEqual(plain)
  expect(probed).toEqual(plain)
})
