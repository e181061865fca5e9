import type { PatchInput, PatchResult } from '@iaso/patch-builder'
import { explain, type Finding, type Verdict } from '@iaso/protocol'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

/** The release is only built, never run. */
async function build(
  before: string | Sources,
  after: string | Sources,
  more: Partial<PatchInput> = {},
  allow: Verdict[] = [],
): Promise<PatchResult> {
  const sources = (source: string | Sources) => (typeof source === 'string' ? { 'main.js': source } : source)
  const program = new RunningProgram(sources(before))
  try {
    return await program.build(sources(after), allow, more)
  } finally {
    program.dispose()
  }
}

async function findings(
  before: string | Sources,
  after: string | Sources,
  more: Partial<PatchInput> = {},
): Promise<Finding[]> {
  return (await build(before, after, more)).report.edits.flatMap(edit => edit.findings)
}

const PAIRS: Record<string, [before: string | Sources, after: string | Sources, args: Record<string, string>]> = {
  IASO2001: ['class A {}', 'const A = 1', { path: 'main.js', detail: '"A" was a class and is a const' }],
  IASO2002: ['const list = open(1)', 'const list = open(2)', { name: 'list' }],
  IASO2003: ['class A {}', 'class A { constructor() {} }', { name: 'A', detail: 'constructor constructor is new' }],
  IASO2103: [
    'function f() { return 1 }',
    'function f() { return this }',
    { function: 'f', what: 'this', release: 'r1' },
  ],
  IASO2104: [
    'function f(a, b) { /* iaso-ignore */ return () => a }',
    'function f(a, b) { /* iaso-ignore */ return () => a + b }',
    { function: 'f/function', name: 'b', release: 'r1' },
  ],
  IASO2105: [
    'function f(a) { /* iaso-ignore */ return () => a }',
    'function f(a) { /* iaso-ignore */ return () => a++ }',
    { function: 'f/function', name: 'a', release: 'r1' },
  ],
  IASO2106: [
    { 'main.js': "import './lib.js'\nfunction f() { return 1 }", 'lib.js': 'export const list = []' },
    { 'main.js': "import * as lib from './lib.js'\nfunction f() { return lib }", 'lib.js': 'export const list = []' },
    { function: 'f', name: '*', from: './lib.js' },
  ],
  IASO2107: [
    'const on = [(a) => a]',
    'const on = [(a, b) => b]',
    { function: 'function', before: '1 parameters', after: '2 parameters' },
  ],
  IASO2108: [
    'async function f() {}',
    'function f() {}',
    { function: 'f', before: 'async function', after: 'function' },
  ],
  IASO2180: [
    'async function* f() {}',
    'async function* f() { await using a = 1 }',
    { function: 'f', detail: '`await using`' },
  ],
  IASO2109: [
    'function f() { return eval("1") }',
    'function f() { return eval("2") }',
    { function: 'f', reason: 'IASO4001' },
  ],
  IASO2110: [
    'function F() { useState(); return 1 }',
    'function F() { useState(); useMemo(); return 1 }',
    { function: 'F', before: 'useState', after: 'useState, useMemo' },
  ],
  IASO2111: [
    'function f() { return 1 }',
    'function f() { return import("./x.js") }',
    { function: 'f', what: 'import("./x.js")' },
  ],
  IASO2112: [
    'class A { #x = 1; f() { return 1 } }',
    'class A { #x = 1; f() { return #x in this } }',
    { function: 'A.f', name: '#x' },
  ],
  IASO2113: [
    'function f() {}',
    { 'main.js': "import { x } from './x.js'\nfunction f() { return x }", 'x.js': 'export const x = await 1' },
    { path: 'x.js' },
  ],
  IASO2114: [
    'const x = 1\nfunction f() { return x }',
    'let x = 1\nfunction f() { x = 2 }',
    { function: 'f', name: 'x' },
  ],
  IASO3001: ['start(1)\nfunction start() {}', 'start(1)\nstart(2)\nfunction start() {}', { path: 'main.js' }],
  IASO3002: ['function setUp() { return 1 }\nsetUp()', 'function setUp() { return 2 }\nsetUp()', { function: 'setUp' }],
  IASO3003: [
    'function f(on) { on.add(() => ["first", on, 1]) }',
    'function f(on) { on.clear() }',
    { function: 'f/on.add()' },
  ],
  IASO3004: [
    'function make() { return null }\nconst made = make()\nexport function use() { return made }\nexport const again = () => make()',
    'function make() { return {} }\nconst made = make()\nexport function use() { return made.x }\nexport const again = () => make()',
    { function: 'use', name: 'made', writer: 'make' },
  ],
  IASO3005: [
    'export class A { start() { this.a = 1 } read() { return this.a } }',
    'export class A { start() { this.a = 1; this.b = 2 } read() { return this.a + this.b } }',
    { property: 'b', function: 'A.read' },
  ],
  IASO3020: [
    'export class A { constructor() { this.id = 1 } x = 1; f() { return 1 } }',
    'export class A { constructor() { this.id = 1 } x = 1; y; f() { return 2 } }',
    { name: 'A', field: 'y' },
  ],
  IASO3040: [
    'export function load(p) { return p.then(() => 1) }',
    'export function load(p) { return p.then(n => n) }',
    { function: 'load' },
  ],
  IASO3022: [
    'export class A { constructor() { this.id = 1 } x = 1; y = 2; f() { return 1 } }',
    'export class A { constructor() { this.id = 1 } x = 1; f() { return 2 } }',
    { name: 'A', field: 'y' },
  ],
  IASO3023: [
    'export class A { constructor() { this.id = 1 } x = 1; y = 2; f() { return 1 } }\nexport const g = o => o.y',
    'export class A { constructor() { this.id = 1 } x = 1; f() { return 2 } }\nexport const g = o => o.y',
    { name: 'A', field: 'y' },
  ],
  IASO3006: [
    'const cache = new Map()\nfunction price(x) { return x }\nexport function of(x) { const p = price(x); cache.set(x, p); return cache.get(x) }',
    'const cache = new Map()\nfunction price(x) { return x * 2 }\nexport function of(x) { const p = price(x); cache.set(x, p); return cache.get(x) }',
    { function: 'price', name: 'cache' },
  ],
  IASO3007: [
    'function next() { return 1 }\nexport async function poll() { for (;;) { await 1; next() } }',
    'function next() { return {} }\nexport async function poll() { for (;;) { await 2; next() } }',
    { function: 'poll', what: 'await', callee: 'next' },
  ],
  IASO3013: [
    'export function f(a, b) { return () => a }',
    'export function f(a, b) { return () => a + b }',
    { function: 'f/function', maker: 'f', why: 'it reads "b"' },
  ],
  IASO3014: [
    'const on = f(1, 2)\nfunction f(a, b) { return () => a }',
    'const on = f(1, 2)\nfunction f(a, b) { return () => a++ }',
    { function: 'f/function', maker: 'f', why: 'it assigns "a"' },
  ],
  IASO3015: [
    'export function f(a) { return a }\nexport const n = () => f.length',
    'export function f(a, b) { return b }\nexport const n = () => f.length',
    { function: 'f', before: '1', after: '2' },
  ],
  IASO3016: [
    { 'main.js': "import { A } from './a.js'\nexport const f = a => A[a].f", 'a.js': 'export class A { f(a) {} }' },
    { 'main.js': "import { A } from './a.js'\nexport const f = a => A[a].f", 'a.js': 'export class A { f(a, b) {} }' },
    { function: 'A.f', path: 'main.js' },
  ],
  IASO3017: ['export class A { f(a) {} }', 'export class A { f(a, b) {} }', { function: 'A.f' }],
  IASO3110: [
    'export function f(a) { const g = () => a; return { g } }',
    'export function f(a) { const g = () => a; return { g: () => [g()] } }',
    { function: 'f/g', maker: 'f' },
  ],
  IASO3111: [
    'export function f(a) { const g = () => a; return { g } }',
    'export function f(a) { const g = () => [a]; return { g: () => [g()] } }',
    { function: 'f/g', maker: 'f' },
  ],
}

for (const [code, [before, after, args]] of Object.entries(PAIRS))
  test(code, async () => {
    const found = (await findings(before, after)).filter(finding => finding.code === code)
    expect(found.map(finding => finding.args)).toEqual([args])
    expect(explain(found[0]?.code as never, args)).not.toMatch(/[{}]/)
  })

test('what the comparison of sources can not see', async () => {
  const main = { code: "import './a.css'", format: 'module' as const, resolutions: { './a.css': 'a.css' }, eager: true }
  const more: Partial<PatchInput> = {
    modules: { 'main.js': main },
    unguarded: { 'a.css': 'x', 'index.html': 'x', 'lib.js': 'x', 'data.json': 'x' },
    toolchain: { vite: '8', mode: 'staging', plugins: 'a,c', 'define:API_TOKEN': '"x"', 'env:VITE_URL': '"u"' },
    readers: { 'define:API_TOKEN': ['lib.js'], 'env:VITE_URL': ['main.js'] },
  }
  const program = new RunningProgram({ 'main.js': "import './a.css'" })
  program.mapping = { ...program.mapping, toolchain: { vite: '7', plugins: 'a,b' }, unguarded: { 'data.json': 'y' } }
  const { report } = await program.build({}, [], more)
  program.dispose()
  expect(report.edits.flatMap(({ key, findings }) => findings.map(({ code, args }) => [key, code, args]))).toEqual([
    ['mode', 'IASO2102', { name: 'mode', before: 'none', after: 'staging' }],
    ['plugins', 'IASO3032', { name: 'plugins', before: 'b', after: 'c' }],
    ['vite', 'IASO3032', { name: 'vite', before: '7', after: '8' }],
    ['API_TOKEN', 'IASO3033', expect.objectContaining({ after: '(not shown)', readers: 'no guarded module reads it' })],
    ['lib.js', 'IASO2165', { name: 'API_TOKEN', before: 'nothing', after: '(not shown)', path: 'lib.js' }],
    ['VITE_URL', 'IASO3033', { name: 'VITE_URL', before: 'nothing', after: '"u"', readers: 'read in main.js' }],
    [
      'a.css',
      'IASO3009',
      { path: 'a.css', importers: 'imported by main.js', detail: 'the host tells nothing of its output' },
    ],
    ['index.html', 'IASO3034', { path: 'index.html' }],
    ['data.json', 'IASO2101', { path: 'data.json' }],
  ])
})

test('a finding has the place where a person wrote it', async () => {
  const map = { version: 3, sources: ['main.ts'], names: [], mappings: 'AAAA;AASI' }
  const modules = {
    'main.js': {
      code: 'const x = 1\nconst list = open(2)',
      format: 'module' as const,
      resolutions: {},
      eager: true,
      map,
    },
  }
  expect(await findings('const x = 1\nconst list = open(1)', '', { modules })).toMatchObject([
    { code: 'IASO2002', file: 'main.js', line: 10, column: 5 },
  ])
  expect(await findings('const list = open(1)', '\n\nconst list = open(2)')).toMatchObject([{ line: 3 }])
})

test('harmless edits raise no alarm', async () => {
  const quiet: [string, string][] = [
    [
      'async function run() { for (;;) { step(); await 1 } }\nrun()\nfunction step() { return 1 }',
      'async function run() { for (;;) { step(); await 1 } }\nrun()\nfunction step() { return 2 }',
    ],
    [
      'function f(o) { return g({ a: o }) }\nfunction g({ a }) { return a }',
      'function f(o) { return g({ a: o, b: 1 }) }\nfunction g({ a, b }) { return a + b }',
    ],
    [
      'function f() { return g().a }\nfunction g() { return { a: 1 } }',
      'function f() { const r = g(); return r.a + r.b }\nfunction g() { return { a: 1, b: 2 } }',
    ],
    ['function f(list) { return list.map((x) => x + 1) }', 'function f(list) { return list }'],
    ['function f(x) { const half = () => x / 2; return half() }', 'function f(x) { return x / 2 }'],
    ['const RATE = 60 * 60\nfunction f() { return RATE }', 'const HOUR = 3600\nfunction f() { return HOUR }'],
  ]
  for (const [before, after] of quiet) expect(await findings(before, after)).toEqual([])
})

test('a patch leads back to its source', async () => {
  const { patch } = await build(
    'function f() {\n  return 1\n}',
    '// a comment\n\nfunction f() {\n  const a = 2\n  throw new Error(a)\n}',
  )
  const lines = (patch?.code ?? '').split('\n')
  const line = lines.findIndex(each => each.includes('throw new Error(a)'))
  expect(
    originalPositionFor(new TraceMap(patch?.map as never), {
      line: line + 1,
      column: lines[line]?.indexOf('throw') as number,
    }),
  ).toMatchObject({ source: 'main.js', line: 5, column: 2 })
})

test('the outcome says what to do', async () => {
  const outcome = async (before: string, after: string, allow: Verdict[] = []) =>
    (await build(before, after, {}, allow)).report.outcome
  expect(await outcome('function f() {}', 'function f() { }')).toBe('unchanged')
  expect(await outcome('function f() {}', 'function f() { return 1 }')).toBe('emitted')
  expect(await outcome('f()\nfunction f() {}', 'f()\nf()\nfunction f() {}')).toBe('needs-word')
  expect(
    await outcome(
      'f()\nfunction f() { return 1 }\nexport const g = f',
      'f()\nf()\nfunction f() { return 2 }\nexport const g = f',
      ['no-effect'],
    ),
  ).toBe('emitted')
  expect(await outcome('const a = []', 'const a = {}', ['no-effect', 'suspect', 'new-only'])).toBe('refused')
})

test('a module that is imported for what it does is brought', async () => {
  const before = { 'main.js': 'function f() { return 1 }' }
  const { patch } = await build(before, {
    'main.js': "import './fill.js'\nfunction f() { return 2 }",
    'fill.js': 'globalThis.filled = true',
  })
  expect(patch?.code).toContain('globalThis.filled = true')
})

describe('templates', () => {
  const vue = (text: string, handler: string) =>
    `import { h } from 'vue'
export const App = { setup() { const add = () => ${handler}; return (_ctx, _cache) => h('p', { onClick: _cache[0] || (_cache[0] = $event => add($event, ${handler})) }, ${text}) } }
export const warm = () => App`
  const codes = async (before: string, after: string) => (await findings(before, after)).map(({ code }) => code)

  test('of Vue are refused, what stands beside them is live', async () => {
    expect(await codes(vue('"a"', '1'), vue('"b"', '1'))).toEqual(['IASO2118'])
    expect(await codes(vue('"a"', '1'), vue('"a"', '2'))).toEqual([])
  })

  /** A component as Vue's compiler writes it, in a release that has the adapter or has not. */
  async function codesOf(before: string, after: string, adapters = ['@iaso/vue/dist/index.js']): Promise<string[]> {
    const component = (text: string) => {
      const [setup = '', template = "h('p')", top = ''] = text.split('|')
      return `import { h, ref, onMounted, computed } from 'vue'
${top}
export const App = { __name: 'App', setup(__props) {
${setup}
return (_ctx, _cache) => { return ${template} } } }
export const warm = () => App`
    }
    const program = new RunningProgram({ 'main.js': component(before) })
    program.mapping = { ...program.mapping, unguarded: Object.fromEntries(adapters.map(path => [path, '0'])) }
    const { report } = await program.build({ 'main.js': component(after) }, [])
    program.dispose()
    return report.edits.flatMap(edit => edit.findings.map(({ code }) => code))
  }

  test('of Vue are live where the release has the adapter', async () => {
    expect(await codesOf("|h('p', 'a')", "|h('p', 'b')")).toEqual([])
    expect(await codesOf("|h('p', 'a')", "|h('p', 'b')", [])).toEqual(['IASO2118'])
    expect(await codesOf("|h('p', 'a')", "|h('p', 'b')", ['@iaso/react/dist/index.js'])).toEqual(['IASO2118'])
  })

  test('what they hoist is another object, so that Vue sees that it is', async () => {
    const before = "|h('p', _hoisted_1)|const _hoisted_1 = { class: 'a' }"
    expect(await codesOf(before, before.replace("'a'", "'b'"))).toEqual([])
    const { patch } = await build(
      "const _hoisted_1 = { class: 'a' }\nexport function f() { return _hoisted_1 }",
      "const _hoisted_1 = { class: 'b' }\nexport function f() { return _hoisted_1 }",
    )
    expect(patch?.code).toContain('keep("')
    expect(patch?.code).not.toContain('getOwnPropertyDescriptor')
  })

  test('state that begins with something else is for new instances only; what is new in `setup`, and functions, are live', async () => {
    expect(await codesOf("const n = ref(1)|h('p', n)", "const n = ref(2)|h('p', n)")).toEqual(['IASO3093'])
    expect(await codesOf('const n = ref(1)', 'const n = ref(2)')).toEqual([])
    expect(await codesOf('const n = ref(1); warm(n)', 'const n = ref(2); warm(n)')).toEqual(['IASO3150'])
    expect(await codesOf('const n = ref(1)', 'const n = ref(1); ref(n)')).toEqual([])
    expect(await codesOf('function a() { return 1 }', 'function a() { return 2 }\nfunction b() {}')).toEqual([])
    expect(
      await codesOf(
        "const n = ref(1)|h('p', { onClick: n.value })",
        "const n = ref(1); function up() { n.value += 1 }|h('p', { onClick: up }, n.value)",
      ),
    ).toEqual([])
  })

  test('a hook that ran is for new instances only, a computed value is live', async () => {
    expect(await codesOf('onMounted(() => warm(1))', 'onMounted(() => warm(2))')).toEqual(['IASO3094'])
    expect(await codesOf('const c = computed(() => 1)', 'const c = computed(() => 2)')).toEqual([])
  })

  test('of Svelte are for new instances only', async () => {
    const svelte = (text: string) =>
      `export function App($$anchor, $$props) { $$anchor.before(${text}) }\nexport const warm = () => App`
    expect(await codes(svelte('"a"'), svelte('"b"'))).toEqual(['IASO3011'])
  })
})
