import type { PatchResult } from '@iaso/patch-builder'
import { cellName, type Mapping, type Verdict } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const HEAD = `import { computed, inject, onMounted, provide, ref, watch, watchEffect } from 'vue'
import { useClock, format } from './lib.js'
`
const LIB = `import { computed, inject, onMounted, provide, ref, watch, watchEffect } from 'vue'
export const used = () => [computed, inject, onMounted, provide, ref, watch, watchEffect]
export function useClock() { const now = ref(0); return now }
export function format(x) { return x + '!' }
`
const ALL: Verdict[] = ['new-only', 'no-effect', 'suspect']
const component = (body: string, template = 'text.value') =>
  `${HEAD}export default { __name: 'C', setup(__props) {\n${body}\nreturn (_ctx, _cache) => { return ${template} } } }\n`

async function build(before: string, after: readonly string[], lib = LIB): Promise<readonly PatchResult[]> {
  const program = new RunningProgram({ 'main.js': before, 'lib.js': LIB })
  try {
    let mapping: Mapping = { ...program.mapping, unguarded: { '@iaso/vue/dist/index.js': '', vue: 'external' } }
    const results: PatchResult[] = []
    for (const code of after) {
      const { unguarded } = mapping
      const more = { mapping, unguarded, bundle: async () => '({})' }
      const result = await program.build({ 'main.js': code, 'lib.js': lib }, ALL, more)
      results.push(result)
      mapping = result.mapping ?? mapping
    }
    return results
  } finally {
    program.dispose()
  }
}

async function findings(before: string, after: string, lib?: string): Promise<string[]> {
  const [result] = await build(before, [after], lib)
  return (result as PatchResult).report.edits
    .flatMap(edit => edit.findings)
    .map(({ code, args }) => [code, ...(args.state ? [args.state] : [])].join(' '))
    .filter(text => !text.startsWith('IASO3010'))
}

const text = "const text = ref('')"
const clock = 'const now = useClock()'

describe('what becomes of a component whose setup makes something else', () => {
  const CASES: readonly [string, [string, string?], [string, string?], string[], string?][] = [
    ['a computed is added', [text], [`${text}\nconst long = computed(() => text.value + 1)`, 'long.value'], []],
    ['state is added', [text], [`${text}\nconst open = ref(false)`, 'open.value'], []],
    ['a watcher is added', [text], [`${text}\nwatch(text, () => console.log(1))`], []],
    ['a hook is added', [`${text}\nonMounted(() => 1)`], [`${text}\nonMounted(() => 1)\nonMounted(() => 2)`], []],
    ['something is provided', [text], [`${text}\nprovide('text', text)`], []],
    [
      'a computed is another',
      [`${text}\nconst a = computed(() => text.value)`, 'a.value'],
      [`${text}\nconst b = computed(() => text.value)`, 'b.value'],
      [],
    ],
    [
      'a template reads a variable that only a handler read',
      [`${text}\nconst n = ref(1)\nfunction f() { return n.value }`, 'f(text)'],
      [`${text}\nconst n = ref(1)\nfunction f() { return n.value }`, 'f(text) + n.value'],
      [],
    ],
    ['state begins with something else', [text], ["const text = ref('x')"], ['IASO3093']],
    [
      'a watcher watches something else',
      [`${text}\nwatch(text, () => 1)`],
      [`${text}\nwatch(() => text.value.length, () => 1)`],
      ['IASO3151'],
    ],
    [
      'what a composable made goes',
      [`${text}\n${clock}\nwatch(text, () => 1)`, 'text.value + now.value'],
      [`${text}\n${clock}\nwatchEffect(() => text.value)`, 'text.value + now.value'],
      ['IASO3150 now'],
    ],
    [
      'something else is called again',
      [`${text}\nwatch(text, () => 1)\nformat(text)`],
      [`${text}\nformat(text)`],
      ['IASO3150 format()'],
    ],
    [
      'a variable that functions assign',
      [`${text}\nlet n = 0\nfunction f() { n++ }`, 'f(text)'],
      [`${text}\nlet n = 0\nfunction f() { n++ }\nwatch(text, f)`, 'f(text)'],
      ['IASO3150 n'],
    ],
    [
      'a composable makes something else',
      [`${text}\n${clock}`, 'text.value + now.value'],
      [`${text}\n${clock}`, 'text.value + now.value'],
      ['IASO3150 now'],
      LIB.replace('ref(0)', 'ref(1)'),
    ],
    ['a callback of a watcher is another', [`${text}\nwatch(text, () => 1)`], [`${text}\nwatch(text, () => 2)`], []],
    ['a hook that ran is another', [`${text}\nonMounted(() => 1)`], [`${text}\nonMounted(() => 2)`], ['IASO3094']],
  ]

  test.each(CASES)('%s', async (_name, before, after, expected, lib) => {
    expect(await findings(component(...before), component(...after), lib)).toEqual(expected)
  })
})

test('a setup that is the same is not written anew', async () => {
  const [result] = await build(component(text), [component(text, 'text.value + 1')])
  expect(result?.patch?.code).not.toContain('$iasoVue')
})

test('patch after patch: what the first one added, the second one names', async () => {
  const [first, second] = await build(component(text), [
    component(`${text}\nconst open = ref(false)`, 'open.value'),
    component(`${text}\nconst open = ref(false)\nconst more = ref(1)`, 'open.value + more.value'),
  ])
  for (const each of [first, second]) expect(each?.report.outcome).toBe('emitted')
  expect(second?.patch?.code).toMatch(/\$m\.k\["ref open"\] \?\?= \[/)
})

/** What the page is told, by key of the function. */
async function shown(before: Sources, after: Sources): Promise<readonly string[] | 'all'> {
  const program = new RunningProgram({ 'lib.js': LIB, ...before })
  try {
    const mapping: Mapping = { ...program.mapping, unguarded: { '@iaso/vue/dist/index.js': '', vue: 'external' } }
    const more = { mapping, unguarded: mapping.unguarded }
    const { patch } = await program.build({ 'lib.js': LIB, ...after }, ALL, more)
    const names = Object.entries(mapping.modules).flatMap(([path, { id, functions, cells }]) =>
      cells.map(cell => [cellName(id, cell.cell), functions[cell.function]?.key ?? path] as const),
    )
    const list = /"?shows"?: \[([^\]]*)\]/.exec(patch?.code ?? '')?.[1]
    if (list === undefined) return 'all'
    return names.flatMap(([cell, key]) => (list.includes(`"${cell}"`) ? [key.split('#')[0] as string] : [])).sort()
  } finally {
    program.dispose()
  }
}

describe('which components a patch concerns', () => {
  const small = (text: string) => `${HEAD}export const Small = props => h('small', ${text})\n`
  const rendered = (text: string) =>
    `${HEAD}export default { methods: { f() {} }, render() { return h('b', ${text}) } }\n`
  const child = component(text)
  const parent = (template: string, body = '') =>
    `import Child from './child.js'\n${component(`${text}\n${body}`, template)}`
  const CASES: readonly [string, Sources, Sources, readonly string[] | 'all'][] = [
    [
      'a template',
      { 'main.js': parent('h(Child)'), 'child.js': child },
      { 'main.js': parent('h(Child)'), 'child.js': component(text, 'text.value + 1') },
      ['child.js'],
    ],
    [
      'a function that a template calls',
      { 'main.js': parent('format(Child)'), 'child.js': child },
      { 'main.js': parent('format(Child)'), 'child.js': child, 'lib.js': LIB.replace("'!'", "'?'") },
      ['main.js'],
    ],
    [
      'a function that is handed to a child, which calls it',
      { 'main.js': parent('h(Child, { show })', 'const show = x => x'), 'child.js': component(text, '_ctx.show(1)') },
      { 'main.js': parent('h(Child, { show })', 'const show = x => -x'), 'child.js': component(text, '_ctx.show(1)') },
      ['child.js', 'main.js'],
    ],
    ['a functional component', { 'main.js': small('1') }, { 'main.js': small('2') }, ['main.js']],
    ["a component's option", { 'main.js': rendered('1') }, { 'main.js': rendered('2') }, ['main.js']],
    [
      'a function that somebody keeps',
      { 'main.js': parent('h(Child)', 'const show = x => x; provide("show", show)'), 'child.js': child },
      { 'main.js': parent('h(Child)', 'const show = x => -x; provide("show", show)'), 'child.js': child },
      'all',
    ],
  ]

  test.each(CASES)('%s', async (_name, before, after, expected) => {
    expect(await shown(before, after)).toEqual(expected)
  })
})

const options = (body: string) => `${HEAD}export default { ${body} }\n`
const named = (body: string) => `${HEAD}const main = { ${body} }\nexport { main as default }\n`
const defined = (body: string) =>
  `${HEAD}import { defineComponent } from 'vue'\nconst main = defineComponent({ ${body} })\nexport { main as default }\n`
const store = (body: string) =>
  `${HEAD}import { defineStore } from 'pinia'\nexport const useStore = defineStore('s', ${body})\n`
const rows = 'const rows = ref(makeRows())\nconst load = () => rows.value.push(1)'
const making = (made: string, setup: string) =>
  `${component(setup, 'rows.value')}function makeRows() { return ${made} }\n`

describe('what is made, or done, once for an instance', () => {
  const CASES: readonly [string, string, string, string[], string?][] = [
    ['data', options('data() { return { n: 1 } }'), options('data() { return { n: 2 } }'), ['IASO3093']],
    ['a function in data', options('data: () => ({ f: () => 1 })'), options('data: () => ({ f: () => 2 })'), []],
    [
      'a default of a prop',
      options('props: { list: { default: () => [1] } }'),
      options('props: { list: { default: () => [2] } }'),
      ['IASO3093'],
    ],
    ['created', options('created() { this.n = 1 }'), options('created() { this.n = 2 }'), ['IASO3094']],
    ['a method', options('methods: { f() { return 1 } }'), options('methods: { f() { return 2 } }'), []],
    [
      'a method of the name of a hook',
      options('methods: { created() { return 1 } }'),
      options('methods: { created() { return 2 } }'),
      [],
    ],
    [
      'another method',
      options('methods: { f() { return 1 } }'),
      options('methods: { f() { return 1 }, g() { return 2 } }'),
      [],
    ],
    [
      'another method, of a name that something has which may be mixed in',
      named('mixins: [useClock], methods: { f() { return 1 } }'),
      named('mixins: [useClock], methods: { f() { return 1 }, more() { return 2 } }'),
      ['IASO2002'],
      `${LIB}export const useMore = { methods: { more() {} } }\n`,
    ],
    [
      'another method, of a name that stands elsewhere',
      named('mixins: [useClock], methods: { f() { return 1 } }'),
      named('mixins: [useClock], methods: { f() { return 1 }, format() { return 2 } }'),
      [],
    ],
    [
      'another method of a component with a name',
      named('methods: { f() { return 1 } }'),
      named('methods: { f() { return 1 }, g() { return 2 } }'),
      [],
    ],
    ['methods where there were none', named('name: "A"'), named('name: "A", methods: { g() { return 2 } }'), []],
    [
      'another method, in defineComponent',
      defined('methods: { f() { return 1 } }'),
      defined('methods: { f() { return 1 }, g() { return 2 } }'),
      [],
    ],
    [
      'another computed value',
      named('computed: { f() { return 1 } }'),
      named('computed: { f() { return 1 }, g: { get() { return 2 }, set() {} } }'),
      [],
    ],
    [
      'a method that goes',
      named('methods: { f() { return 1 }, g() { return 2 } }'),
      named('methods: { f() { return 1 } }'),
      [],
    ],
    [
      'a method in place of what was something else',
      named('methods: { f: makeRows }'),
      named('methods: { f: useClock }'),
      ['IASO2002'],
    ],
    ['another watcher', named('watch: { a() {} }'), named('watch: { a() {}, b() {} }'), ['IASO3093']],
    ['another hook', named('name: "A"'), named('name: "A", beforeUnmount() { this.off() }'), ['IASO3093']],
    ['another emitted event', named('emits: ["a"]'), named('emits: ["a", "b"]'), ['IASO2002']],
    ['another prop', named('props: { a: null }'), named('props: { a: null, b: null }'), ['IASO2002']],
    ['a prop', options('props: { a: { type: String } }'), options('props: { a: { type: Number } }'), ['IASO2002']],
    [
      'another component to look up',
      `${HEAD}const main = { components: { format } }\nexport { main as default }\n`,
      `${HEAD}const main = { components: { format, useClock } }\nexport { main as default }\n`,
      [],
    ],
    [
      'a mixin',
      'export const counting = { data: () => ({ n: 1 }), methods: { f() {} } }',
      'export const counting = { data: () => ({ n: 2 }), methods: { f() {} } }',
      ['IASO3093'],
    ],
    [
      'an object with other things than options',
      'export const query = { url: 1, data: () => ({ n: 1 }) }',
      'export const query = { url: 1, data: () => ({ n: 2 }) }',
      [],
    ],
    ['state of a store', store('{ state: () => ({ n: 1 }) }'), store('{ state: () => ({ n: 2 }) }'), ['IASO3093']],
    [
      'a getter, an action',
      store('{ state: () => ({ n: 1 }), getters: { a: s => s.n }, actions: { b() { this.n++ } } }'),
      store('{ state: () => ({ n: 1 }), getters: { a: s => s.n + 1 }, actions: { b() { this.n-- } } }'),
      [],
    ],
    [
      'another watcher in the setup of a store',
      store('() => { const n = ref(1); return { n } }'),
      store('() => { const n = ref(1); watch(n, () => 1); return { n } }'),
      ['IASO3093'],
    ],
    [
      'a function of the setup of a store',
      store('() => { const n = ref(1); function up() { n.value++ } return { n, up } }'),
      store('() => { const n = ref(1); function up() { n.value-- } return { n, up } }'),
      [],
    ],
    ['what a helper makes', making('[1]', rows), making('[2]', rows), ['IASO3093']],
    [
      'what a helper makes in a computed',
      making('[1]', 'const rows = computed(() => makeRows())'),
      making('[2]', 'const rows = computed(() => makeRows())'),
      [],
    ],
    [
      'what a helper in another module makes',
      component("const text = ref(format('a'))"),
      component("const text = ref(format('a'))"),
      ['IASO3093'],
      LIB.replace("'!'", "'?'"),
    ],
    [
      'a callback that is called in place',
      component('const text = ref([1].map(each => each + 1))'),
      component('const text = ref([1].map(each => each + 2))'),
      ['IASO3093'],
    ],
    [
      'a function that is called, for what it does',
      component(`${text}\nfunction load() { text.value = 'a' }\nload()`),
      component(`${text}\nfunction load() { text.value = 'b' }\nload()`),
      ['IASO3094'],
    ],
    [
      'the same, where a handler calls it, too',
      component(`${text}\nfunction load() { text.value = 'a' }\nload()`, 'h({ onClick: () => load() }, text.value)'),
      component(`${text}\nfunction load() { text.value = 'b' }\nload()`, 'h({ onClick: () => load() }, text.value)'),
      [],
    ],
    [
      'a function that a hook is given',
      component(`${text}\nconst load = () => { text.value = 'a' }\nonMounted(load)`),
      component(`${text}\nconst load = () => { text.value = 'b' }\nonMounted(load)`),
      ['IASO3094'],
    ],
  ]

  test.each(CASES)('%s', async (_name, before, after, expected, lib) => {
    expect(await findings(before, after, lib)).toEqual(expected)
  })
})

test("another handler in front of a template's handlers is no other one's", async () => {
  const template = (...handlers: string[]) =>
    `[${handlers.map((each, at) => `h('b', { onClick: _cache[${at}] || (_cache[${at}] = $event => ${each}) })`).join()}]`
  const body = `${text}\nconst open = ref(1)`
  const before = component(body, template('text.value = 1', 'open.value = 22'))
  const after = component(body, template('text.value = text.value + 1', 'text.value = 1', 'open.value = 22'))
  expect(await findings(before, after)).toEqual([])
})
