import fc from 'fast-check'
import type { Sources } from './program.js'

/** An expression whose names are picked from what is in scope when it is printed. */
type E =
  | { readonly k: 'lit'; readonly n: number }
  | { readonly k: 'ref'; readonly i: number }
  | { readonly k: 'call'; readonly i: number; readonly a: E }
  | { readonly k: 'bin'; readonly op: string; readonly a: E; readonly b: E }
  | { readonly k: 'if'; readonly a: E; readonly b: E; readonly c: E }
  | { readonly k: 'iife' | 'text' | 'map' | 'let'; readonly a: E }

interface Named {
  readonly name: string
  readonly body: E
  /** It takes a second parameter; all callers pass one. */
  readonly two?: boolean
}

/** What stands around the closures: a value, or a helper that they call. */
interface Local {
  readonly name: string
  readonly kind: 'const' | 'var' | 'arrow' | 'function'
  readonly n: number
  readonly body: E
}

/** A program of four modules; its observable is a pure function of state that no edit changes. */
export interface Program {
  readonly consts: readonly number[]
  readonly derived: boolean
  readonly lib: readonly Named[]
  readonly main: readonly Named[]
  readonly extra: readonly Named[]
  readonly closures: readonly Named[]
  readonly locals: readonly Local[]
  readonly a: readonly Named[]
  readonly b: readonly Named[]
  readonly gen: E
  readonly later: E
  readonly field: E
}

export type Edit = (program: Program) => Program

const { expression } = fc.letrec<{ expression: E }>(tie => {
  const a = tie('expression')
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'e' },
      fc.record({ k: fc.constant('lit' as const), n: fc.nat(9) }),
      fc.record({ k: fc.constant('ref' as const), i: fc.nat(20) }),
      fc.record({ k: fc.constant('call' as const), i: fc.nat(20), a }),
      fc.record({ k: fc.constant('bin' as const), op: fc.constantFrom('+', '-', '*'), a, b: a }),
      fc.record({ k: fc.constant('if' as const), a, b: a, c: a }),
      fc.record({ k: fc.constantFrom('iife' as const, 'text' as const, 'map' as const, 'let' as const), a }),
    ),
  }
})

const named = (prefix: string, max: number, min = 0) =>
  fc
    .array(expression, { minLength: min, maxLength: max })
    .map(bodies => bodies.map((body, at) => ({ name: `${prefix}${at}`, body })))

const local: fc.Arbitrary<Local> = fc.record({
  name: fc.constant('l'),
  kind: fc.constantFrom('const', 'var', 'arrow', 'function'),
  n: fc.nat(9),
  body: expression,
})

export const program: fc.Arbitrary<Program> = fc.record({
  consts: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
  derived: fc.boolean(),
  lib: named('lib', 3, 1),
  main: named('main', 3),
  extra: fc.constant([]),
  closures: named('on', 3, 1),
  locals: fc.array(local, { maxLength: 2 }).map(all => all.map((each, at) => ({ ...each, name: `l${at}` }))),
  a: named('m', 3, 1),
  b: named('m', 2),
  gen: expression,
  later: expression,
  field: expression,
})

type ListName = 'lib' | 'main' | 'extra' | 'closures' | 'a' | 'b'

const list = (...names: ListName[]) => fc.constantFrom(...names)
const at = fc.nat(5)
let fresh = 0

/** One change of a source, as a person would make it. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    arbitrary: fc
      .tuple(list('lib', 'main', 'extra', 'closures', 'a', 'b'), at, expression)
      .map(([where, i, body]) => replace(where, i, old => ({ ...old, body }))),
    weight: 6,
  },
  fc
    .tuple(list('lib', 'main'), at)
    .map(([where, i]) => replace(where, i, old => ({ ...old, name: `renamed${fresh++}` }))),
  {
    arbitrary: fc
      .tuple(list('lib', 'main', 'extra', 'closures', 'a', 'b'), at, expression)
      .map(([where, i, body]) => insert(where, i, body)),
    weight: 3,
  },
  fc.tuple(list('lib', 'main', 'extra', 'a', 'b'), at).map(([where, i]) => remove(where, i)),
  fc.tuple(list('lib', 'main', 'closures', 'a')).map(([where]) => (old: Program) => ({
    ...old,
    [where]: [...old[where]].reverse(),
  })),
  fc
    .tuple(list('lib', 'main', 'a', 'b'), at)
    .map(([where, i]) => replace(where, i, old => ({ ...old, two: !old.two }))),
  { arbitrary: fc.tuple(local, at).map(([added, i]) => addLocal(added, i)), weight: 3 },
  {
    arbitrary: fc.tuple(at, local).map(([i, { n, body }]) => (old: Program) => ({
      ...old,
      locals: old.locals.map((each, index) => (index === i % old.locals.length ? { ...each, n, body } : each)),
    })),
    weight: 2,
  },
  at.map(i => (old: Program) => ({ ...old, locals: old.locals.filter((_, index) => index !== i) })),
  at.map(i => move('main', 'lib', i)),
  at.map(i => move('main', 'extra', i)),
  fc.tuple(at, fc.nat(9)).map(([i, n]) => (old: Program) => ({
    ...old,
    consts: old.consts.map((value, each) => (each === i % old.consts.length ? n : value)),
  })),
  fc
    .tuple(fc.constantFrom('gen' as const, 'later' as const, 'field' as const), expression)
    .map(([where, body]) => (old: Program) => ({ ...old, [where]: body })),
)

function replace(where: ListName, i: number, change: (old: Named) => Named): Edit {
  return old => ({
    ...old,
    [where]: old[where].map((each, index) => (index === i % old[where].length ? change(each) : each)),
  })
}

const PREFIX = { lib: 'lib', main: 'main', extra: 'extra', closures: 'on', a: 'm', b: 'm' } as const

function insert(where: ListName, i: number, body: E): Edit {
  return old => {
    // functions move between files, and keep their names
    const files =
      where === 'lib' || where === 'main' || where === 'extra' ? (['lib', 'main', 'extra'] as const) : [where]
    const names = new Set(files.flatMap(file => old[file].map(({ name }) => name)))
    let n = 0
    while (names.has(`${PREFIX[where]}${n}`)) n++
    const added = { name: `${PREFIX[where]}${n}`, body }
    return { ...old, [where]: [...old[where].slice(0, i), added, ...old[where].slice(i)] }
  }
}

function addLocal(added: Local, i: number): Edit {
  return old => {
    const names = new Set(old.locals.map(({ name }) => name))
    let n = 0
    while (names.has(`l${n}`)) n++
    return { ...old, locals: [...old.locals.slice(0, i), { ...added, name: `l${n}` }, ...old.locals.slice(i)] }
  }
}

/** Into another file: only what its new neighbours may call goes along. */
function move(from: 'main', to: 'lib' | 'extra', i: number): Edit {
  return old => {
    const moved = old[from][i % old[from].length]
    if (moved === undefined || old[to].some(({ name }) => name === moved.name)) return old
    return { ...old, [from]: old[from].filter(each => each !== moved), [to]: [...old[to], moved] }
  }
}

function remove(where: ListName, i: number): Edit {
  return old => ({ ...old, [where]: old[where].filter((_, index) => index !== i % old[where].length) })
}

interface Scope {
  readonly values: readonly string[]
  readonly calls: readonly string[]
}

function print(e: E, scope: Scope): string {
  const { values, calls } = scope
  switch (e.k) {
    case 'lit':
      return String(e.n)
    case 'ref':
      return values[e.i % values.length] as string
    case 'call':
      return calls.length === 0 ? print(e.a, scope) : `${calls[e.i % calls.length]}(${print(e.a, scope)}, 5)`
    case 'bin':
      return `(${print(e.a, scope)} ${e.op} ${print(e.b, scope)})`
    case 'if':
      return `(${print(e.a, scope)} ? ${print(e.b, scope)} : ${print(e.c, scope)})`
    case 'iife':
      return `(() => ${print(e.a, scope)})()`
    case 'text':
      return `\`<\${${print(e.a, scope)}}>\``
    case 'map':
      return `[1, 2].map((y) => ${print(e.a, { values: [...values, 'y'], calls })}).join('/')`
    case 'let':
      return `((z) => { const q = z; return ${print(e.a, { values: [...values, 'q'], calls })} })(${values[0]})`
  }
}

const functions = (all: readonly Named[], values: readonly string[], calls: readonly string[], prefix: string) =>
  all.map(({ name, body, two }, i) => {
    // only what comes later is called, so that nothing calls itself
    const later = all.slice(i + 1).map(each => each.name)
    const own = two ? ['x', 'w'] : ['x']
    return `${prefix}function ${name}(${own}) { return ${print(body, { values: [...own, ...values], calls: [...calls, ...later] })} }`
  })

/** Values first, as helpers may use them; helpers call those that come later. */
function localsOf(all: readonly Local[], scope: Scope): { lines: string[]; scope: Scope } {
  const isHelper = ({ kind }: Local) => kind === 'arrow' || kind === 'function'
  const values = all.filter(each => !isHelper(each))
  const helpers = all.filter(isHelper)
  const names = values.map(({ name }) => name)
  const within: Scope = { ...scope, values: [...scope.values.filter(value => value !== 'x'), 'a', ...names] }
  const lines = [
    ...values.map(
      ({ name, kind, n }, at) => `  ${kind} ${name} = ${[n, `a + ${n}`, ...names.slice(0, at)].at(-(n % 3) - 1) ?? n}`,
    ),
    ...helpers.map(({ name, kind, body }, at) => {
      const calls = [...scope.calls, ...helpers.slice(at + 1).map(each => each.name)]
      const value = print(body, { values: ['x', ...within.values], calls })
      return kind === 'arrow' ? `  const ${name} = (x) => ${value}` : `  function ${name}(x) { return ${value} }`
    }),
  ]
  return {
    lines,
    scope: { values: [...scope.values, ...names], calls: [...scope.calls, ...helpers.map(({ name }) => name)] },
  }
}

/** Every second one counts its calls, in a variable of its own. */
function closure({ name, body }: Named, scope: Scope): string {
  const value = print(body, { ...scope, values: [...scope.values, 'a', 'n'] })
  return Number(name.slice(2)) % 2 === 0
    ? `  reg('${name}', (x) => { return ${value} })`
    : `  { let n = 0; reg('${name}', function (x) { n++; return ${value} }) }`
}

export function sourcesOf({
  consts,
  derived,
  lib,
  main,
  extra,
  closures,
  locals,
  a,
  b,
  gen,
  later,
  field,
}: Program): Sources {
  const names = consts.map((_, i) => `C${i}`)
  const config = consts.map((value, i) => `export const C${i} = ${derived && i > 0 ? `C${i - 1} * ${value}` : value}`)
  const all = {
    lib: lib.map(({ name }) => name),
    extra: extra.map(({ name }) => name),
    main: main.map(({ name }) => name),
  }
  const imports = (from: string, wanted: readonly string[]) =>
    wanted.length === 0 ? [] : [`import { ${wanted.join(', ')} } from './${from}.js'`]
  const scope: Scope = { values: ['x', ...names], calls: [...all.lib, ...all.main, ...all.extra] }
  const method =
    (of: string, more: readonly string[]) =>
    ({ name, body, two }: Named) => {
      const own = two ? ['x', 'w'] : ['x']
      const values = [...own, ...scope.values, 'this.v', 'this.#p', ...more]
      return `  ${name}(${own}) { return ${print(body, { ...scope, values })}${of === 'b' ? ` + '|' + (super.${name}?.(x, 6) ?? '')` : ''} }`
    }
  const around = localsOf(locals, scope)
  return {
    'config.js': config.join('\n'),
    'extra.js': [...imports('config', names), ...functions(extra, names, [], 'export ')].join('\n'),
    'lib.js': [
      ...imports('config', names),
      ...imports('extra', all.extra),
      ...functions(lib, names, all.extra, 'export '),
    ].join('\n'),
    'main.js': `import './extra.js'\n${[...imports('config', names), ...imports('lib', all.lib), ...imports('extra', all.extra), ...functions(main, names, [...all.lib, ...all.extra], '')].join('\n')}
let hits = 0
function make(a) {
  const n = a * 2
  const on = {}
  const reg = (name, f) => { on[name] = f }
${around.lines.join('\n')}
${closures.map(each => closure(each, around.scope)).join('\n')}
  return on
}
class A {
  v = 2
  #p = 5
  f = (x) => ${print(field, { ...scope, values: [...scope.values, 'this.v', 'this.#p'] })}
${a.map(method('a', [])).join('\n')}
}
class B extends A {
  #p = 7
${b.map(method('b', [])).join('\n')}
}
function* gen(x) { const y = yield ${print(gen, scope)}; return [y, ${print(gen, scope)}] }
async function later(x) { const y = await ${print(later, scope)}; return [y, ${print(later, scope)}] }
export const warm = () => ({ on: make(2), a: new A(), b: new B() })
export async function see({ on, a, b }) {
  hits++
  const out = { hits, gen: [gen(1).next(), [...gen(2)]], later: await later(3) }
  for (const name of Object.keys(on).sort()) out[name] = on[name](3)
  for (const [of, o] of [['a', a], ['b', b]]) for (const m of ['m0', 'm1', 'm2', 'm3', 'm4', 'f']) out[of + m] = typeof o[m] === 'function' ? o[m](4, 8) : '-'
  return out
}`,
  }
}
