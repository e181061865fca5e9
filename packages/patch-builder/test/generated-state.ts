import fc from 'fast-check'
import type { Sources } from './program.js'

/** What stands at the top level of a module: constants, literals, a class, a prototype, functions. Two of them make an edit. */
export interface TopLevel {
  readonly consts: readonly Literal[]
  readonly derived: boolean
  readonly table: { readonly [key: string]: Literal }
  readonly list: readonly Literal[]
  readonly words: readonly string[]
  readonly fields: readonly Member[]
  readonly methods: readonly Member[]
  readonly statics: readonly { readonly name: string; readonly value: Literal }[]
  readonly proto: readonly Member[]
  readonly functions: readonly Member[]
  readonly later: number
  /** Of functions that make what other things at the top level are made of. */
  readonly makers: readonly [number, number]
  /** Which things they make. */
  readonly made: readonly number[]
}

type Literal = number | string | boolean | null | readonly Literal[] | { readonly [key: string]: Literal }

interface Member {
  readonly name: string
  readonly body: number
}

const leaf = fc.oneof(fc.nat(3), fc.constantFrom('a', 'b'), fc.boolean(), fc.constant(null))
const { literal } = fc.letrec<{ literal: Literal }>(tie => ({
  literal: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'l' },
    { arbitrary: leaf, weight: 3 },
    fc.array(tie('literal'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('literal'), { maxKeys: 3 }),
  ),
}))

const members = (...names: string[]) =>
  fc
    .subarray(names)
    .chain(some => fc.tuple(...some.map(name => fc.record({ name: fc.constant(name), body: fc.nat(30) }))))

export const topLevel: fc.Arbitrary<TopLevel> = fc.record({
  consts: fc.array(leaf, { minLength: 1, maxLength: 3 }),
  derived: fc.boolean(),
  table: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), literal, { minKeys: 1, maxKeys: 4 }),
  list: fc.array(literal, { maxLength: 4 }),
  words: fc.uniqueArray(fc.constantFrom('x', 'y', 'z', 'w'), { maxLength: 4 }),
  fields: members('x', 'y', '#p', '#q'),
  methods: members('m0', 'm1', '#m2'),
  statics: fc
    .subarray(['s0', 's1'])
    .chain(some => fc.tuple(...some.map(name => fc.record({ name: fc.constant(name), value: literal })))),
  proto: members('p0', 'p1'),
  functions: members('f0', 'f1', 'f2'),
  later: fc.nat(3),
  makers: fc.tuple(fc.nat(3), fc.nat(3)),
  made: fc.uniqueArray(fc.nat(7)),
})

/** One part of it is another one's: what a person edits. */
export const change: fc.Arbitrary<(before: TopLevel) => TopLevel> = fc
  .tuple(
    topLevel,
    fc.subarray(
      [
        'consts',
        'derived',
        'table',
        'list',
        'words',
        'fields',
        'methods',
        'statics',
        'proto',
        'functions',
        'later',
        'makers',
        'made',
      ],
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([other, parts]) => before => ({
    ...before,
    ...Object.fromEntries(parts.map(part => [part, other[part as keyof TopLevel]])),
  }))

/** Makers, each with a choice of bodies; the second calls the first. */
const MAKERS = [
  [
    '[n]',
    '[n, K0]',
    '[...words].slice(n)',
    '{ const all = []; for (let i = 0; i < n; i++) all.push(i * 2); return all }',
  ],
  [
    'one(2).length',
    '`${one(1)}`',
    'new RegExp(String(one(n).length), "i")',
    'one(n).map(each => `${each}`).join("-") + K0',
  ],
] as const

/** What the top level makes by calling them, or of what changes in place. */
const MADE = [
  'one(2)',
  'String(two(1))',
  '{ ...table, made: two(2) }',
  'Object.keys(table).concat(one(1))',
  'new Map(Object.keys(table).map(key => [key, { one: one(3) }]))',
  'list.length + two(1)',
  'new Set([...words, two(1)])',
  '{ list: one(1), text: `${two(3)}`, of: { n: list.length } }',
]

const body = (text: string) => (text.startsWith('{ const') ? text : `{ return ${text} }`)

const print = (value: Literal): string => JSON.stringify(value)

export function sourcesOf(program: TopLevel, format: 'module' | 'commonjs'): Sources {
  const { consts, derived, table, list, words, fields, methods, statics, proto, functions, later, makers, made } =
    program
  const names = consts.map((_, at) => `K${at}`)
  const expressions = [
    ...names,
    ...Object.keys(table).map(key => `table.${key}`),
    'words.size',
    'list.length',
    ...statics.map(({ name }) => `C.${name}`),
    ...functions.map(({ name }) => `typeof ${name}`),
  ]
  const expression = ({ body }: Member) => `[${body}, ${expressions[body % expressions.length]}]`
  const has = (name: string) => methods.some(each => each.name === name)
  const sum = fields.map(({ name }) => `this.${name}`)
  const isModule = format === 'module'
  const lib = [
    ...consts.map(
      (value, at) =>
        `${isModule ? 'export const' : 'var'} K${at} = ${derived && at > 0 ? `K${at - 1} + ${print(value)}` : print(value)}`,
    ),
    `${isModule ? 'export ' : ''}const table = ${print(table)}`,
    `${isModule ? 'export ' : ''}const words = new Set(${print(words)})`,
    `${isModule ? 'export ' : ''}const list = ${print(list)}`,
    `function one(n) ${body(MAKERS[0][makers[0]] as string)}`,
    `function two(n) ${body(MAKERS[1][makers[1]] as string)}`,
    ...[...made].sort().map(each => `const made${each} = ${MADE[each]}`),
    `const seen = () => [${[...made].sort().map(each => `made${each}`)}]`,
    `const late = ${later > 1 ? '{ ...table }' : later}`,
    `${isModule ? 'export ' : ''}class C {`,
    ...statics.map(({ name, value }) => `  static ${name} = ${print(value)}`),
    // the instances that are there have their values
    ...fields.map(({ name }) => `  ${name} = '${name}'`),
    '  constructor(made) { this.made = made }',
    ...methods.map(each => `  ${each.name}() { return ${expression(each)} }`),
    `  all() { return [${[...sum, ...(has('#m2') ? ['this.#m2()'] : []), 'this.made'].join(', ')}] }`,
    '}',
    `${isModule ? 'export ' : ''}function P() {}`,
    ...proto.map(each => `P.prototype.${each.name} = function () { return ${expression(each)} }`),
    ...functions.map(each =>
      isModule
        ? `export function ${each.name}() { return ${expression(each)} }`
        : `function ${each.name}() { return ${expression(each)} }\nexports.${each.name} = ${each.name}`,
    ),
    isModule ? 'export const readLate = () => [late, seen()]' : 'exports.readLate = () => [late, seen()]',
  ]
  const shared = ['table', 'words', 'list', 'C', 'P']
  if (!isModule)
    lib.push(
      ...shared.map(name => `exports.${name} = ${name}`),
      ...names.map(name => `module.exports.${name} = ${name}`),
    )
  const imported = [...shared, 'readLate', ...names, ...functions.map(({ name }) => name)]
  const head = isModule
    ? `import { ${imported.join(', ')} } from './lib.js'`
    : `const { ${imported.join(', ')} } = require('./lib')`
  const main = `${head}
const shown = each => each instanceof Map || each instanceof Set ? [...each] : each instanceof RegExp ? String(each) : each
const warm = () => ({ c: new C('made'), p: new P(), table, list })
const see = ({ c, p, table: held, list: heldList }) => [
  held === table, heldList === list, table, Object.keys(table), list, [...words], [${names.join(', ')}], [readLate()].flat(2).map(shown),
  [${functions.map(({ name }) => `${name}()`).join(', ')}], c.all(), new C('new').all(),
  ['m0', 'm1'].map(name => (typeof c[name] === 'function' ? c[name]() : '-')),
  ['p0', 'p1'].map(name => (typeof p[name] === 'function' ? p[name]() : '-')),
  ['s0', 's1'].map(name => C[name] ?? '-'), Object.keys(new C('new')).sort(),
]
${isModule ? 'export { warm, see }' : 'exports.warm = warm\nexports.see = see'}`
  return { 'lib.js': lib.join('\n'), 'main.js': main }
}
