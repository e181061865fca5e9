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
  ).toEqual(['f', 'g', 'h', 'held', 'more', 'spread', 'made', 'other', 'T', 'C.constructor', 'p', 'q'])
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

test('methods of classes of its own take none where all that asks for them calls them', () => {
  const classes = `
    class A { f(a) {} static g(a) {} *h(a) {} #p(a) {} 'k'(a) {} [l](a) {} }
    class B extends A { f(a) { super.f(a) } m(a) { this.f?.(a); this.f.call(this, a); if (this.f) A.prototype.f.apply(this, [a]) } }
    class C extends Outer { f(a) {} }
    const D = class { f(a) {} }
    let E = class { f(a) {} }
    E = D
    function H() {}
    H.prototype.f = function (a) {}
    H.prototype.attributeChangedCallback = function (a) {}
    function make() { return class { f(a) {} } }
    H.of = function (a) {}
    const o = {}
    o.of2 = function (a) {}`
  expect(spares(classes)).toEqual([
    ...['A.h', 'A.#p', 'A.l', 'C.f', 'E.f', 'H', 'H.prototype.attributeChangedCallback'],
    ...['make/.f', 'o.of2'],
  ])
})

/** Does the method `f` of a class take one, where the module has such code as well? */
const takesWith = (code: string) => spares(`class A { f(a) {} }\n${code}`).includes('A.f')

test.each([
  'const f = a.f',
  'on(a.f)',
  'on(() => a.f)',
  'a.f.bind(a)',
  'a.f.limit = 1',
  'const { f } = a',
  'function g({ f }) {}',
  '({ f: x } = a)',
  'a.g = a.f',
  'a.f ||= b',
  'b(a?.f)',
  'b(a.f || c)',
  "spy(a, 'f')",
  "for (const k of ['f']) b(k)",
  "const g = a['f']",
  'const g = (0, a.f)',
  'a[k].bind(a)',
  'A.prototype[k] ? x : b(A.prototype[k])',
  'mix(B, A.prototype)',
  'for (const k in A.prototype) B[k] = 1',
  'const p = A.prototype; mix(B, p)',
  'const p = A.prototype; for (const k of x) B[k] = p[k]',
  'function mix(a, b) { for (const k in b.prototype) a[k] = 1 }',
  'function mix(a, b) { Reflect.ownKeys(b).forEach(k => k); Object.defineProperty(a, 1, b) }',
  'autoBind(this)',
  'const store = new A(); makeAutoObservable(store)',
  'Object.freeze(A)',
  'Object.freeze(A.prototype)',
])('%s takes a function from its object', code => expect(takesWith(code)).toBe(true))

test('functions that a prototype was given by an assignment are found by `for … in`', () => {
  const takes = (code: string) =>
    spares(`function A() { this.a = 1 }\nA.prototype.f = function (a) {}\n${code}`).includes('A.prototype.f')
  expect(takes('for (const k in b) a[k] = b[k]')).toBe(true)
  expect(takes('for (var k in this) bind(this[k], this)')).toBe(true)
  expect(takes('extend(api, new A())')).toBe(true)
  expect(takes('for (const k in b) if (b.hasOwnProperty(k)) a[k] = b[k]')).toBe(false)
  expect(takes('for (const k in b) a += b[k](1)')).toBe(false)
  expect(takes('for (const k in b) a[k] = c[k]')).toBe(false)
})

test('heirs of what another module or the host has may be called by it in any way', () => {
  const takes = (code: string) =>
    spares(
      `const { Base } = require('base')\nfunction Own() {}\nfunction A() { this.a = 1 }\nA.prototype.f = function (a) {}\n${code}`,
    ).includes('A.prototype.f')
  for (const code of [
    "util.inherits(A, require('events'))",
    'inherits(A, Base)',
    'A.prototype = Object.create(Base.prototype)',
    'A.prototype = new Base()',
    'A.prototype.__proto__ = EventEmitter.prototype',
    'Object.setPrototypeOf(A.prototype, Base.prototype)',
  ])
    expect(takes(code), code).toBe(true)
  for (const code of ['A.prototype = Object.create(Own.prototype)', 'inherits(A, Own)', 'inherits(Own, Base)'])
    expect(takes(code), code).toBe(false)
})

test.each([
  'a.f(1)',
  'new A().f`x`',
  'a.f.call(a, 1); a.f.apply(a, b)',
  "a['f'](1)",
  'a.f = b',
  "typeof a.f === 'function' && a.f(1)",
  'a.f && a.f(1)',
  "a.on('f', b)",
  'const o = { f: 1, g() {} }',
  'B.prototype = Object.create(A.prototype)',
  'Object.assign(A.prototype, { g() {} })',
  'const p = A.prototype; p.g = 1; p[k] = 2; Object.create(p)',
  'const redis = require("redis"); promisifyAll(redis)',
  'function g(a, b) { for (const k in b) a[k] = b[k] }',
])('%s takes none', code => expect(takesWith(code)).toBe(false))
