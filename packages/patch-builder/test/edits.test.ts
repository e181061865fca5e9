import { afterEach, describe, expect, test } from 'vitest'
import { RunningProgram, runPlain, type Sources } from './program.js'

const open: RunningProgram[] = []
afterEach(() => {
  for (const program of open.splice(0)) {
    program.revert()
    program.dispose()
  }
})

/** Warm: what `warm()` made before the patch. Cold: what it makes after. */
async function observe(exports: Record<string, never>, warmed?: unknown): Promise<unknown> {
  const { warm, see } = exports as unknown as { warm(): unknown; see(state: unknown): unknown }
  return JSON.parse(JSON.stringify((await see(warmed ?? (await warm()))) ?? null))
}

async function expectLive(before: Sources, after: Sources): Promise<RunningProgram> {
  const program = new RunningProgram(before)
  open.push(program)
  const exports = await program.run()
  const [plain, fresh] = [await observe(await runPlain(before)), await observe(await runPlain(after))]
  expect(await observe(exports), 'guarded').toEqual(plain)
  const warmed = await (exports as unknown as { warm(): unknown }).warm()
  const { report, patch } = await program.patch(after)
  expect((await program.build(after)).report.outcome, 'the same once more').toBe('unchanged')
  expect(report.edits.filter(({ verdict }) => verdict !== 'live')).toEqual([])
  expect(await observe(exports, warmed), 'patched, warm').toEqual(fresh)
  expect(await observe(exports), 'patched, cold').toEqual(fresh)
  const born = await (exports as unknown as { warm(): unknown }).warm()
  program.revert()
  expect(await observe(exports, warmed), 'reverted, warm').toEqual(plain)
  expect(await observe(exports, born), 'reverted, born under the patch').toEqual(plain)
  expect(await observe(exports), 'reverted, cold').toEqual(plain)
  program.apply(patch?.code as string)
  expect(await observe(exports, warmed), 'applied again').toEqual(fresh)
  return program
}

const main = (code: string): Sources => ({ 'main.js': code })
const see = 'export const see = (s) => s()'

describe('edited bodies', () => {
  test('of a module-level function', async () => {
    const source = (op: string) =>
      main(
        `const RATE = 2\nfunction total(a, b) { return (a ${op} b) * RATE }\nexport const warm = () => () => total(3, 4)\n${see}`,
      )
    await expectLive(source('-'), source('+'))
  })

  test('of a closure that is alive, with its own captured variables', async () => {
    const source = (text: string) =>
      main(`function counter(step) { let n = 0; const label = 'n'; return () => { const was = label + n; n = step; return ${text} } }
export const warm = () => counter(5)
${see}`)
    await expectLive(source('typeof was'), source('[label, n, step]'))
  })

  test('of methods, with super and private names', async () => {
    const source = (body: string) =>
      main(`class Base { name() { return 'base' } }
class Engine extends Base {
  #speed = 3
  static made = 0
  #boost(by) { return this.#speed * by }
  constructor(x) { super(); this.x = x }
  name() { return super.name() + this.#speed }
  run(a) { ${body} }
}
export const warm = () => { const e = new Engine(7); return () => [e.run(2), e.run(2)] }
${see}`)
    await expectLive(
      source('this.#speed = 3; return this.#speed'),
      source(
        'this.#speed = 3; this.#speed += a; this.#speed++; [this.#speed] = [this.#speed + 1]; return [this.#boost(a), super.name(), this.x, Engine.made]',
      ),
    )
  })

  test('of functions in functions, both changed', async () => {
    const source = (outer: string, inner: string) =>
      main(`export function warm() { const base = 10; function make(k) { ${outer}; let hits = 0; return function handler(x) { hits++; return ${inner} } } return make(2) }
export const see = (s) => s(1)`)
    await expectLive(source('k = k', 'base + x + (k > 99 ? 1 : 0)'), source('k += 0', 'base * k + x'))
  })

  test('of async functions, whose errors still say who waited for them', async () => {
    const source = (n: number) =>
      main(`async function inner() { await null; await null; return new Error(${n}).stack }
async function outer() { return await inner() }
export const warm = () => 1
export const see = () => outer()`)
    const program = new RunningProgram(source(1))
    open.push(program)
    const exports = await program.run()
    await program.patch(source(2))
    expect(await observe(exports)).toMatch(/at (async )?outer/)
  })

  test('of generators, async functions and accessors', async () => {
    const source = (n: number) =>
      main(`function* gen(a = 1, { b } = { b: 2 }) { yield a + b + ${n}; return this === undefined }
async function load(x) { await null; return x * ${n} }
async function* feed() { yield ${n}; yield await load(2) }
const o = { get v() { return ${n} }, set v(x) { this.got = x + ${n} } }
export const warm = () => 1
export async function see() { o.v = 1; const all = []; for await (const x of feed()) all.push(x); const g = gen(); return [[...gen()], g.next(), g.next(), await load(5), all, o.v, o.got] }`)
    await expectLive(source(1), source(2))
  })

  test('of parameters that have defaults and patterns', async () => {
    const source = (n: number) =>
      main(`const log = []
function f(a = log.push('a${n}'), { b = ${n}, ...rest } = {}, { c } = { c: ${n} }, ...more) { return [a, b, rest, c, more, f.length] }
export const warm = () => 1
export const see = () => { log.length = 0; return [f(), f(1, { b: 2, z: 3 }, { c: 4 }, 5, 6), log, f.length] }`)
    await expectLive(source(1), source(2))
  })

  test('of arguments, new.target and sloppy this', async () => {
    const source = (n: number) =>
      main(`function args(a) { return [arguments.length, arguments[0], a, ${n}] }
function Old(x) { if (!new.target) return new Old(x); this.x = x + ${n} }
const arrow = function () { return (() => arguments[0] + ${n})() }
export const warm = () => 1
export const see = () => [args(1, 2, 3), Old(1).x, new Old(2) instanceof Old, arrow(5)]`)
    await expectLive(source(1), source(2))
  })

  test('of constructors, fields and class-field arrows', async () => {
    const source = (n: number) =>
      main(`class A { constructor(p) { this.p = p + ${n} } }
class B extends A { q = ${n}; #h = 1; on = (e) => [this.q === ${n}, this.#h, e + ${n}]; constructor(x) { const y = x * ${n}; super(y); this.r = [y, ${n}] } }
export const warm = () => 1
export const see = () => { const b = new B(3); return [b, b.on(1)] }`)
    await expectLive(source(1), source(2))
  })
})

describe('additions', () => {
  test('a helper function and a constant', async () => {
    await expectLive(
      main(
        `function price(x) { return x }\nexport const warm = () => 1\nexport const see = () => [price(3), price.name]`,
      ),
      main(
        `const FACTOR = 7\nconst twice = (x) => x * 2\nfunction helper(x) { return twice(x) + FACTOR + twice.name }\nfunction price(x) { return helper(x) }\nexport const warm = () => 1\nexport const see = () => [price(3), price.name]`,
      ),
    )
  })

  test('state that survives the next patch', async () => {
    const base = (top: string, body: string) =>
      main(`${top}\nfunction hit() { ${body} }\nexport const warm = () => 1\nexport const see = () => hit()`)
    const program = new RunningProgram(base('', 'return 0'))
    open.push(program)
    const exports = await program.run()
    await program.patch(
      base(
        'let hits = 0\nconst seen = new Set()\nfunction note() { seen.add(++hits) }',
        'note(); return [hits, seen.size]',
      ),
    )
    expect(await observe(exports)).toEqual([1, 1])
    await program.patch(
      base(
        'let hits = 0\nconst seen = new Set()\nfunction note() { seen.add(++hits) }',
        'note(); note(); return [hits, seen.size, "two"]',
      ),
    )
    expect(await observe(exports)).toEqual([3, 3, 'two'])
  })

  test('methods on live classes', async () => {
    const source = (more: string, body: string) =>
      main(`class A { hi() { return 'A' } }
class B extends A { #n = 4; hi() { ${body} } ${more} }
export const warm = () => new B()
export const see = (b) => [b.hi(), Object.keys(b)]`)
    await expectLive(
      source('', 'return 1'),
      source("more(x) { return super.hi() + this.#n + x } get size() { return this.more('!') }", 'return this.size'),
    )
  })

  test('an import that the release has elsewhere, and one that it has not', async () => {
    const lib = 'export const a = 1\nexport function b() { return 2 }\nexport default class { v = 9 }'
    await expectLive(
      {
        'main.js': `import { a } from './lib.js'\nimport './other.js'\nexport const warm = () => 1\nexport const see = () => one()\nfunction one() { return a }`,
        'lib.js': lib,
        'other.js': `import { b } from './lib.js'\nglobalThis.x = b`,
      },
      {
        'main.js': `import { a, b } from './lib.js'\nimport fmt, { count } from './new.js'\nimport './other.js'\nexport const warm = () => 1\nexport const see = () => one()\nfunction one() { return [a, b(), fmt(a), count] }`,
        'lib.js': lib,
        'other.js': `import { b } from './lib.js'\nglobalThis.x = b`,
        'new.js': `import { b } from './lib.js'\nexport let count = 0\nexport default (x) => { count = 1; return x + b() }`,
      },
    )
  })

  test('a changed constant, in every module that reads it', async () => {
    const source = (n: number): Sources => ({
      'main.js': `import { RATE as R } from './config.js'\nexport const warm = () => 1\nexport const see = () => [tax(), own()]\nfunction tax() { return R * 2 }\nimport { own } from './config.js'`,
      'config.js': `export const RATE = ${n}\nexport function own() { return RATE }`,
    })
    await expectLive(source(3), source(4))
  })
})

describe('methods that are put anew', () => {
  type Cart = { add(...all: unknown[]): unknown }
  const cart = (params: string, text = '') =>
    main(
      `export class Cart { n = 0; add(${params}) { return [${params.replace(' = 2', '')}${text}] } }\nexport const make = () => new Cart()`,
    )

  async function running(): Promise<{ program: RunningProgram; made: Cart; prototype: Cart }> {
    const program = new RunningProgram(cart('a'))
    open.push(program)
    const { make, Cart } = (await program.run()) as unknown as { make(): Cart; Cart: { prototype: Cart } }
    return { program, made: make(), prototype: Cart.prototype }
  }

  test('over patches and a revert: who has taken one from its object goes on, and what one call passes is no other’s', async () => {
    const { program, made } = await running()
    const released = made.add
    const { patch } = await program.patch(cart('a, b = 2'))
    const first = made.add
    expect([made.add(1, 3), made.add(1), first.call(made, 1, 3), released.call(made, 1, 3)]).toEqual([
      ...[
        [1, 3],
        [1, 2],
        [1, 3],
      ],
      [1, 2],
    ])
    expect([first.name, first.length, released.length]).toEqual(['add', 1, 1])
    program.revert()
    expect([made.add, first.call(made, 1, 3), released.call(made, 1, 3)]).toEqual([released, [1], [1]])
    await program.patch(cart('a, b, c', ', this.n'))
    expect([made.add, first.length]).toEqual([first, 3])
    expect([first.call(made, 1, 2, 3), released.call(made, 1, 2, 3)]).toEqual([
      [1, 2, 3, 0],
      [1, undefined, undefined, 0],
    ])
    await program.patch(cart('a', ', this.n'))
    expect([made.add, made.add(1, 2), first.call(made, 1, 2)]).toEqual([released, [1, 0], [1, 0]])
    program.apply(patch?.code as string)
    expect([made.add(1, 3), released.call(made, 1)]).toEqual([
      [1, 3],
      [1, 2],
    ])
  })

  test('IASO2140: one that the running program has replaced, or fixed, stays, and nothing else is applied', async () => {
    const { program, made, prototype } = await running()
    const { patch } = await program.build(cart('a, b'))
    const { add } = prototype
    prototype.add = (...all) => add.apply(made, [...all, 'own'])
    expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140' })
    expect(made.add(1, 2)).toEqual([1])
    prototype.add = add
    Object.freeze(prototype)
    expect(program.apply(patch?.code as string)).toMatchObject({ status: 'rejected', code: 'IASO2140' })
    expect(made.add(1, 2)).toEqual([1])
  })

  test('what the running program puts there under the patch stays after a revert', async () => {
    const { program, made, prototype } = await running()
    await program.patch(cart('a, b'))
    const { add } = prototype
    prototype.add = function (...all) {
      return ['own', add.apply(this, all)]
    }
    expect(made.add(1, 2)).toEqual(['own', [1, 2]])
    program.revert()
    expect(made.add(1, 2)).toEqual(['own', [1]])
  })

  test('what others have set on the function is there', async () => {
    const { program, made, prototype } = await running()
    Object.assign(prototype.add, { limit: 5 })
    await program.patch(cart('a, b'))
    expect((made.add as unknown as { limit: number }).limit).toBe(5)
  })
})
