import type { PatchInput, PatchResult } from '@iaso/patch-builder'
import { cellName, type Mapping, type Verdict, type WireScreen } from '@iaso/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cases } from '../../../testing/cases.js'
import { align } from '../src/screen/align.js'
import { RunningProgram, type Sources } from './program.js'

const HEAD = `import { jsx } from 'react/jsx-runtime'
import { createContext, memo, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { useQuery } from 'library'
`
const ALL: Verdict[] = ['new-only', 'no-effect', 'suspect']
const view = "return jsx('p', { children: 'old' })"
const edited = "return jsx('p', { children: 'new' })"

/** The release is only built, never run. */
async function build(
  before: Sources | string,
  after: readonly (Sources | string)[],
  more: Partial<PatchInput> = {},
): Promise<{ results: PatchResult[]; mapping: Mapping }> {
  const sources = (source: Sources | string) =>
    Object.fromEntries(
      Object.entries(typeof source === 'string' ? { 'main.js': source } : source).map(([path, code]) => [
        path,
        HEAD + code,
      ]),
    )
  const program = new RunningProgram(sources(before))
  try {
    let mapping: Mapping = { ...program.mapping, screens: ['react'] }
    const results: PatchResult[] = []
    for (const each of after) {
      const result = await program.build(sources(each), ALL, { mapping, bundle: async () => '({})', ...more })
      results.push(result)
      mapping = result.mapping ?? mapping
    }
    return { results, mapping }
  } finally {
    program.dispose()
  }
}

/** What the page is told, by key of the component. */
function screen(
  { patch }: PatchResult,
  mapping: Mapping,
): { all: boolean; components: Record<string, readonly string[]> } {
  const key = Symbol('spy')
  let told: WireScreen = { cells: {} }
  Object.defineProperty(globalThis, key, {
    value: { apply: (each: { screen: WireScreen }) => (told = each.screen), define: () => () => {} },
  })
  new Function('Symbol', patch?.code ?? '')(Object.assign(() => key, { for: () => key }))
  const keys = Object.values(mapping.modules).flatMap(({ id, functions, cells }) =>
    cells.map(({ cell, function: fn }) => [cellName(id, cell), functions[fn]?.key.split('#')[1]] as const),
  )
  const named = new Map<string, string | undefined>(keys)
  return {
    all: told.all ?? false,
    components: Object.fromEntries(Object.entries(told.cells).map(([cell, hooks]) => [named.get(cell) ?? cell, hooks])),
  }
}

async function concerned(before: Sources | string, after: Sources | string): Promise<string[]> {
  const { results, mapping } = await build(before, [after])
  const { all, components } = screen(results[0] as PatchResult, mapping)
  return [...Object.keys(components).sort(), ...(all ? ['all'] : [])]
}

async function findings(before: string, after: string, more: Partial<PatchInput> = {}): Promise<string[]> {
  const { results } = await build(before, [after], more)
  return (results[0] as PatchResult).report.edits
    .flatMap(edit => edit.findings)
    .map(({ code, verdict, args }) => [code, verdict, args.state ?? args.name ?? args.function].join(' '))
}

const component = (hooks: string, output = view) => `export function C(props) { ${hooks}\n ${output} }`

describe('which components a patch concerns', () => {
  const CASES: readonly [string, Sources | string, Sources | string, string[]][] = [
    [
      'its own body; who renders it is not concerned',
      `export function A() { ${view} }\nexport function B() { return jsx(A, {}) }`,
      `export function A() { ${edited} }\nexport function B() { return jsx(A, {}) }`,
      ['A'],
    ],
    [
      'a function that it calls, in another module',
      {
        'main.js': `import { f } from './f.js'\nexport function A() { f(); ${view} }\nexport function B() { ${view} }`,
        'f.js': 'export const f = () => 1',
      },
      {
        'main.js': `import { f } from './f.js'\nexport function A() { f(); ${view} }\nexport function B() { ${view} }`,
        'f.js': 'export const f = () => 2',
      },
      ['A'],
    ],
    [
      'a custom hook, through another',
      `function useA() { const [a] = useState(1); return a }\nfunction useB() { return useA() }\nexport function A() { useB(); ${view} }\nexport function B() { ${view} }`,
      `function useA() { const [a] = useState(1); return a + 1 }\nfunction useB() { return useA() }\nexport function A() { useB(); ${view} }\nexport function B() { ${view} }`,
      ['A'],
    ],
    [
      'a constant, through its readers',
      `const rate = 1\nconst f = () => rate\nexport function A() { f(); ${view} }\nexport function B() { ${view} }`,
      `const rate = 2\nconst f = () => rate\nexport function A() { f(); ${view} }\nexport function B() { ${view} }`,
      ['A'],
    ],
    [
      'a method, by whoever asks for a property of that name',
      `class Cart { total() { return 1 } }\nexport const cart = new Cart()\nexport function A() { cart.total(); ${view} }\nexport function B({ total }) { ${view} }\nexport function C() { ${view} }`,
      `class Cart { total() { return 2 } }\nexport const cart = new Cart()\nexport function A() { cart.total(); ${view} }\nexport function B({ total }) { ${view} }\nexport function C() { ${view} }`,
      ['A', 'B'],
    ],
    [
      'a function that it hands to another component by a property',
      `const f = () => 1\nexport function A() { return jsx(B, { render: f }) }\nexport function B({ render }) { return jsx('p', { children: render() }) }\nexport function C() { ${view} }`,
      `const f = () => 2\nexport function A() { return jsx(B, { render: f }) }\nexport function B({ render }) { return jsx('p', { children: render() }) }\nexport function C() { ${view} }`,
      ['A', 'B'],
    ],
    [
      'components without a name',
      `export const A = memo(() => { ${view} })\nexport function B() { return jsx(A, {}) }`,
      `export const A = memo(() => { ${edited} })\nexport function B() { return jsx(A, {}) }`,
      ['A'],
    ],
    [
      'all, where a function is kept by who can be anybody',
      `const list = []\nconst f = () => 1\nlist.push(f)\nexport function A() { ${view} }`,
      `const list = []\nconst f = () => 2\nlist.push(f)\nexport function A() { ${view} }`,
      ['all'],
    ],
    [
      'all, where a state holds the function',
      `export function A() { const [f] = useState(() => () => 1); return jsx(B, { f }) }\nexport function B({ f }) { return jsx('p', { children: f() }) }`,
      `export function A() { const [f] = useState(() => () => 2); return jsx(B, { f }) }\nexport function B({ f }) { return jsx('p', { children: f() }) }`,
      ['A', 'all'],
    ],
    [
      'all, where only a library can be the caller',
      `export const columns = [{ cell() { return 1 } }]\nexport function A() { useQuery(columns); ${view} }`,
      `export const columns = [{ cell() { return 2 } }]\nexport function A() { useQuery(columns); ${view} }`,
      ['A', 'all'],
    ],
  ]
  test.each(CASES)('%s', async (_, before, after, expected) => {
    const found = await concerned(before, after)
    expect(found.map(key => key.split('/')[0]?.replace('memo()', 'A'))).toEqual(expected)
  })
})

describe('what becomes of hooks', () => {
  const STATE = "const [draft, setDraft] = useState('')\n"
  const TOTAL = 'const total = useMemo(() => props.n, [props.n])\n'
  const CASES: readonly [string, string, string, string[]][] = [
    ['the same hooks', STATE, STATE, []],
    ['a memo more, in front', STATE, TOTAL + STATE, []],
    ['an effect and an empty ref more', STATE, `const at = useRef(null)\nuseEffect(() => {})\n${STATE}`, []],
    ['a state less', `${STATE}const [open] = useState(false)\n`, STATE, ['IASO3085 live draft']],
    ['a state more, and no state that could be lost', TOTAL, TOTAL + STATE, []],
    ['a state more', STATE, `${STATE}const [open] = useState(false)\n`, ['IASO3080 suspect draft']],
    ['a renamed state', STATE, STATE.replaceAll('draft', 'text'), []],
    ['another initial state', STATE, STATE.replace("''", "'new'"), ['IASO3083 new-only draft']],
    [
      'another state under another name',
      STATE,
      'const [count] = useState(0)\n',
      ['IASO3085 live count', 'IASO3080 suspect draft'],
    ],
    ["a library's hook more", STATE, `${STATE}useQuery('q')\n`, ['IASO3080 suspect draft']],
    ["a memo behind a library's hook", `${STATE}useQuery('q')\n`, `${STATE}useQuery('q')\n${TOTAL}`, []],
    [
      "a memo between libraries' hooks",
      "useQuery('a')\nuseQuery('b')\n",
      `useQuery('a')\n${TOTAL}useQuery('b')\n`,
      ['IASO3085 live useQuery', 'IASO3080 suspect useQuery'],
    ],
    [
      'an effect that does something else',
      "useEffect(() => { send('a') }, [])\n",
      "useEffect(() => { send('b') }, [])\n",
      ['IASO3081 no-effect effect []'],
    ],
    [
      'an effect with a dependency more',
      'useEffect(() => { send(props.a) }, [])\n',
      'useEffect(() => { send(props.a) }, [props.a])\n',
      ['IASO3082 live effect […]'],
    ],
    [
      'what an effect has registered',
      "useEffect(() => on('a', () => props.a), [])\n",
      "useEffect(() => on('a', () => props.b), [])\n",
      [],
    ],
  ]
  test.each(CASES)('%s', async (_, before, after, expected) => {
    expect(await findings(component(before), component(after, edited))).toEqual(expected)
  })

  test('effects run again where that is wished for', async () => {
    const effect = (what: string) => component(`useEffect(() => { send('${what}') }, [])`)
    expect(await findings(effect('a'), effect('b'), { effects: true })).toEqual(['IASO3084 live effect []'])
  })

  test('a custom hook that is handed around is refused when its hooks change', async () => {
    const hook = (more: string) =>
      `function useA() { const [a] = useState(1); ${more} return a }\nexport const table = { useA }\n${component('')}`
    expect(await findings(hook(''), hook('useEffect(() => {});'))).toEqual(['IASO2210 refused useA'])
  })

  const HOOK = '{ const [a] = useState(1); MORE return a }'
  const WAYS: readonly [string, exports: string, imports: string][] = [
    ['a function', `export function useA() ${HOOK}`, "import { useA } from './hook.js'"],
    ['a constant', `export const useA = () => ${HOOK}`, "import { useA } from './hook.js'"],
    ['another name', `function useB() ${HOOK}\nexport { useB as useA }`, "import { useA } from './hook.js'"],
    ['the default', `export default function useB() ${HOOK}`, "import useA from './hook.js'"],
    ['a default without a name', `export default function () ${HOOK}`, "import useA from './hook.js'"],
    ['a constant as the default', `const useB = () => ${HOOK}\nexport default useB`, "import useA from './hook.js'"],
  ]
  test.each(WAYS)('a custom hook of another module, exported as %s, is looked into', async (_, exported, imported) => {
    const source = (more: string) => ({
      'hook.js': exported.replace('MORE', more),
      'main.js': `${imported}\n${component('const a = useA()')}`,
    })
    const { results, mapping } = await build(source(''), [source('useMemo(() => 1, []);')])
    const [first] = results
    expect(first?.report.edits.flatMap(edit => edit.findings)).toEqual([])
    const [from = '', to = ''] = screen(first as PatchResult, mapping).components['C'] ?? []
    const kinds = (text: string) => (text.match(/.{8}/g) ?? []).map(([kind]) => kind).join('')
    expect([kinds(from), kinds(to)]).toEqual(['s', 'sm'])
  })

  test('a custom hook is refused where nobody can follow its calls', async () => {
    const source = (more: string) => ({
      'hook.js': `export function useA() ${HOOK.replace('MORE', more)}`,
      'main.js': `import * as hooks from './hook.js'\nconst name = 'useA'\n${component('const a = hooks[name]()')}`,
    })
    const { results } = await build(source(''), [source('useMemo(() => 1, []);')])
    expect(results[0]?.report.edits.flatMap(edit => edit.findings).map(({ code }) => code)).toEqual(['IASO2210'])
  })

  test('without an adapter in the page, other hooks are refused', async () => {
    const program = new RunningProgram({ 'main.js': HEAD + component(STATE) })
    const after = { 'main.js': HEAD + component(STATE + TOTAL) }
    const refused = await program.build(after, [], { bundle: async () => '({})' })
    program.dispose()
    expect(refused.report.edits.flatMap(edit => edit.findings).map(({ code }) => code)).toEqual(['IASO2110'])
  })

  test('memos are out of date when something that they call is', async () => {
    const source = (value: number) => ({
      'main.js': `import { price } from './price.js'\nexport function C() {
        const a = useMemo(() => price(), []); const b = useMemo(() => 1, []); const c = useCallback(price, []); ${view} }`,
      'price.js': `const base = () => ${value}\nexport function price() { return base() }`,
    })
    const { results, mapping } = await build(source(1), [source(2)])
    const [from = '', to = ''] = screen(results[0] as PatchResult, mapping).components['C'] ?? []
    const [before, after] = [from.match(/.{8}/g) ?? [], to.match(/.{8}/g) ?? []]
    expect(after.map((token, at) => token === before[at])).toEqual([false, true, false])
  })

  test('a hook goes by the same number through all patches', async () => {
    const { results, mapping } = await build(component(STATE), [
      component(TOTAL + STATE, edited),
      component(`${TOTAL}const [open] = useState(false)\n${STATE}`, edited),
      component(STATE, `${edited}\n`),
    ])
    const ids = results.map(result => {
      const hooks = screen(result, mapping).components['C'] ?? []
      return (hooks.at(-1)?.match(/.{8}/g) ?? []).map(token => token.slice(0, 4))
    })
    const [[memo, state], second, third] = ids as [string[], string[], string[]]
    expect(second).toEqual([memo, expect.stringMatching(/^s/), state])
    expect(third).toEqual([state])
  })
})

describe('elements at another place', () => {
  const CASES: readonly [string, string, string, string[]][] = [
    [
      'more behind',
      "jsxs('p', { children: [jsx('input', {})] })",
      "jsxs('p', { children: [jsx('input', {}), jsx('b', {})] })",
      [],
    ],
    [
      'one of two that are alike, with others in them',
      "props.a ? jsxs('div', { children: [jsx('b', {}), props.b] }) : jsxs('div', { children: [jsx('i', {}), jsx('input', {})] })",
      "props.a ? jsxs('div', { children: [jsx('b', {}), props.c] }) : jsxs('div', { children: [jsx('i', {}), jsx('input', {})] })",
      [],
    ],
    [
      'more in front',
      "jsxs('p', { children: [jsx('input', {}), 1] })",
      "jsxs('p', { children: [jsx('b', {}), jsx('input', {})] })",
      ['<input>'],
    ],
    [
      'in front, but plain',
      "jsxs('p', { children: [jsx('i', {}), 1] })",
      "jsxs('p', { children: [jsx('b', {}), jsx('i', {})] })",
      [],
    ],
    [
      'at a place that was kept free',
      "jsxs('p', { children: [x && jsx('b', {}), jsx(Form, {})] })",
      "jsxs('p', { children: [jsx('b', {}), jsx(Form, {})] })",
      [],
    ],
    ['within another element', 'jsx(Form, {})', "jsx('div', { children: jsx(Form, {}) })", ['<Form>']],
    [
      'taken away',
      "jsxs('p', { children: [jsx('b', {}), jsx(Form, {})] })",
      "jsxs('p', { children: [jsx('b', {})] })",
      [],
    ],
    [
      'keyed',
      "jsxs('p', { children: [jsx(Form, {}, 'a'), 1] })",
      "jsxs('p', { children: [1, jsx(Form, {}, 'a')] })",
      [],
    ],
    [
      'what a component is handed, within another element',
      "jsx('div', { children: props.children })",
      "jsx('section', { children: jsx('div', { children: props.children }) })",
      ['{children}'],
    ],
    [
      'the same, by its name, by a call, by a spread',
      "jsxs('div', { children: [jsx('p', { children }), jsx('p', { children: children(x) }), jsx('p', { ...props })] })",
      "jsxs('div', { children: [jsx('b', {}), jsx('i', { children }), jsx('i', { children: children(x) }), jsx('i', { ...props })] })",
      ['{children}'],
    ],
    [
      'what a component is handed, where it was',
      "jsxs('div', { children: [jsx('p', { children: props.children })] })",
      "jsxs('div', { title: 'a', children: [jsx('p', { children: props.children }), jsx('b', {})] })",
      [],
    ],
    [
      'what has no children, with whatever it is handed',
      "jsx('img', { ...props })",
      "jsx('div', { children: jsx('img', { ...props }) })",
      [],
    ],
    ['on a condition', "x ? jsx(Form, {}) : jsx('b', {})", "x ? jsx('b', {}) : jsx(Form, {})", []],
  ]
  test.each(CASES)('%s', async (_, before, after, expected) => {
    const source = (element: string) => `function Form() { const [a] = useState(1); ${view} }
      export function C({ x }) { return ${element.replaceAll('jsxs', 'jsx')} }`
    const { results } = await build(source(before), [source(after)])
    const found = (results[0] as PatchResult).report.edits.flatMap(edit => edit.findings)
    expect(found.filter(({ code }) => code === 'IASO3086').map(({ args }) => args.elements)).toEqual(expected)
  })
})

describe('align', () => {
  const hook = fc.record({
    kind: fc.constantFrom('s', 'm', 'x'),
    name: fc.constantFrom('a', 'b', 'c'),
    content: fc.constantFrom('1', '2'),
  })
  const hooks = fc.array(hook, { maxLength: 7 })

  test('pairs in order, each once, and of one kind', () => {
    fc.assert(
      fc.property(hooks, hooks, (a, b) => {
        const pairs = align(a, b).filter(at => at >= 0)
        expect(align(a, b)).toHaveLength(b.length)
        expect(pairs).toEqual([...new Set(pairs)].sort((x, y) => x - y))
        for (const [to, at] of align(a, b).entries()) if (at >= 0) expect(a[at]?.kind).toBe(b[to]?.kind)
      }),
      cases(300),
    )
  })

  test('loses nothing that is only surrounded by more', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(hook, { maxLength: 6, selector: ({ kind, name }) => kind + name }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (b, kept) => {
          const a = b.filter((_, at) => kept[at])
          expect(align(a, b).filter(at => at >= 0).length).toBe(a.length)
          for (const [to, at] of align(a, b).entries()) if (at >= 0) expect(a[at]).toBe(b[to])
        },
      ),
      cases(300),
    )
  })
})

describe('a hook that goes takes its callback with it', () => {
  const memo = component('const a = useMemo(() => [props.n], [props.n]); a.length')

  test('of the release', async () => {
    expect((await findings(memo, component(''))).filter(each => each.startsWith('IASO3003'))).toEqual([])
  })

  test('of an earlier patch', async () => {
    const { results } = await build(component(''), [memo, component('', edited)])
    const codes = results.at(-1)?.report.edits.flatMap(edit => edit.findings.map(({ code }) => code))
    expect(codes).not.toContain('IASO3003')
  })

  test('what is handed to others may be held', async () => {
    const listens = component("document.addEventListener('click', () => props.n)")
    expect(await findings(listens, component(''))).toContainEqual(expect.stringMatching(/^IASO3003/))
  })
})
