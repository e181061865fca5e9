import fc from 'fast-check'
import type { Sources } from './program.js'

/** What a function computes of `x`, and of `a` where it stands in the factory. */
interface Body {
  readonly op: string
  readonly n: number
  /** With a callback of its own. */
  readonly inner: boolean
  /** The helper that it calls, of those that there are. */
  readonly calls: number
}

/** A function of a module, known by what it is called and where it stands. */
interface Helper {
  readonly name: string
  readonly where: 'lib' | 'main'
  readonly form: 'function' | 'arrow'
  readonly body: Body
}

/** A function of the factory that lives on: under a key, or in a list where only its place tells it from others. */
interface Handler {
  readonly key: string
  readonly via: 'keyed' | 'list' | 'wrapped' | 'block' | 'method'
  readonly form: 'function' | 'arrow'
  readonly body: Body
}

export interface Plan {
  readonly helpers: readonly Helper[]
  readonly handlers: readonly Handler[]
}

const body: fc.Arbitrary<Body> = fc.record({
  op: fc.constantFrom('+', '-', '*'),
  n: fc.nat(4),
  inner: fc.boolean(),
  calls: fc.nat(6),
})
const form = fc.constantFrom('function' as const, 'arrow' as const)
const helper = fc.record({ name: fc.constant(''), where: fc.constantFrom('lib' as const, 'main' as const), form, body })
const handler: fc.Arbitrary<Handler> = fc.record({
  key: fc.constant(''),
  via: fc.constantFrom('keyed' as const, 'list' as const, 'wrapped' as const, 'block' as const, 'method' as const),
  form,
  body,
})

export const plan: fc.Arbitrary<Plan> = fc
  .record({
    helpers: fc.array(helper, { minLength: 1, maxLength: 4 }),
    handlers: fc.array(handler, { minLength: 1, maxLength: 5 }),
  })
  .map(({ helpers, handlers }) => ({
    helpers: helpers.map((each, at) => ({ ...each, name: `h${at}` })),
    handlers: handlers.map((each, at) => ({ ...each, key: `k${at}` })),
  }))

export type Move = (plan: Plan, version: number) => Plan

/** Functions go to other places and get other names, and others come in front of them; some change as well. */
export const move: fc.Arbitrary<Move> = fc.oneof(
  fc.tuple(fc.nat(5), fc.nat(5)).map(
    ([from, to]): Move =>
      old => ({ ...old, handlers: moved(old.handlers, from, to) }),
  ),
  fc.tuple(fc.nat(5), fc.nat(5)).map(
    ([from, to]): Move =>
      old => ({ ...old, helpers: moved(old.helpers, from, to) }),
  ),
  fc.tuple(handler, fc.nat(5)).map(
    ([added, at]): Move =>
      (old, version) => ({ ...old, handlers: inserted(old.handlers, { ...added, key: `k${version}n` }, at) }),
  ),
  fc.tuple(helper, fc.nat(5)).map(
    ([added, at]): Move =>
      (old, version) => ({ ...old, helpers: inserted(old.helpers, { ...added, name: `h${version}n` }, at) }),
  ),
  // the same once more, under the same name elsewhere
  fc.nat(5).map(
    (at): Move =>
      old => {
        const twice = old.handlers[at % old.handlers.length] as Handler
        return twice.via === 'keyed' || twice.via === 'method'
          ? old
          : { ...old, handlers: inserted(old.handlers, twice, at) }
      },
  ),
  fc.nat(5).map(
    (at): Move =>
      (old, version) => ({ ...old, helpers: changed(old.helpers, at, each => ({ ...each, name: `r${version}` })) }),
  ),
  fc.nat(5).map(
    (at): Move =>
      old => ({
        ...old,
        helpers: changed(old.helpers, at, each => ({ ...each, where: each.where === 'lib' ? 'main' : 'lib' })),
      }),
  ),
  fc.tuple(fc.nat(5), body).map(
    ([at, other]): Move =>
      old => ({ ...old, handlers: changed(old.handlers, at, each => ({ ...each, body: other })) }),
  ),
  fc.tuple(fc.nat(5), body).map(
    ([at, other]): Move =>
      old => ({ ...old, helpers: changed(old.helpers, at, each => ({ ...each, body: other })) }),
  ),
  fc.nat(5).map(
    (at): Move =>
      old => ({ ...old, handlers: old.handlers.filter((_, each) => each !== at) }),
  ),
)

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from % list.length]
  return item === undefined
    ? [...list]
    : inserted(
        list.filter(each => each !== item),
        item,
        to,
      )
}

function inserted<T>(list: readonly T[], item: T, at: number): T[] {
  return [...list.slice(0, at), item, ...list.slice(at)]
}

function changed<T>(list: readonly T[], at: number, change: (item: T) => T): T[] {
  return list.map((each, index) => (index === at % list.length ? change(each) : each))
}

function print({ op, n, inner, calls }: Body, names: readonly string[], more: string): string {
  const own = inner ? `[1, 2].map(y => y ${op} x).join('/')` : `(x ${op} ${n})`
  const called = names[calls]
  return `[${own}${called === undefined ? '' : `, ${called}(x)`}${more}]`
}

function declared({ name, form: kind, body: own }: Helper, names: readonly string[], prefix: string): string {
  const value = print(own, names, '')
  return kind === 'arrow'
    ? `${prefix}const ${name} = x => ${value}`
    : `${prefix}function ${name}(x) { return ${value} }`
}

function registered({ key, via, form: kind, body: own }: Handler, names: readonly string[]): string {
  const value = print(own, names, ', a')
  const fn = kind === 'arrow' ? `x => ${value}` : `function (x) { return ${value} }`
  const counted = `n++; return [n, ${value}]`
  switch (via) {
    case 'keyed':
      return `  on('${key}', ${fn})`
    case 'list':
      return `  list.push(${fn})`
    case 'wrapped':
      return `  list.push(wrap(${fn}))`
    case 'method':
      return `  made.${key} = ${fn}`
    case 'block':
      return `  { let n = 0; ${kind === 'arrow' ? `const step = x => { ${counted} }` : `function step(x) { ${counted} }`}; list.push(step) }`
  }
}

export function sourcesOf({ helpers, handlers }: Plan): Sources {
  const of = (where: Helper['where']) => helpers.filter(each => each.where === where)
  // only what comes later is called, so that nothing calls itself; a library doesn't know who uses it
  const print = (list: readonly Helper[], more: readonly string[], prefix: string) =>
    list.map((each, at) => declared(each, [...list.slice(at + 1).map(({ name }) => name), ...more], prefix)).join('\n')
  const [inLib, names] = [of('lib').map(({ name }) => name), helpers.map(({ name }) => name)]
  return {
    'lib.js': `${print(of('lib'), [], 'export ')}\nexport function wrap(f) { return x => ['wrapped', f(x)] }`,
    'main.js': `import { ${['wrap', ...inLib].join(', ')} } from './lib.js'
${print(of('main'), inLib, '')}
function make(a) {
  const made = {}
  const list = []
  const on = (key, f) => { made[key] = f }
${handlers.map(each => registered(each, names)).join('\n')}
  return { made, list }
}
export const warm = () => make(7)
export const see = ({ made, list }) => ({
  made: Object.fromEntries(Object.keys(made).map(key => [key, made[key](3)])),
  list: list.map(f => JSON.stringify(f(3))),
  own: [${names.map(name => `${name}(5)`).join(', ')}],
})`,
  }
}
