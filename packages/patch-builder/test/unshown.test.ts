import type { PatchResult } from '@iaso/patch-builder'
import type { Mapping, Verdict } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const REACT = `import { jsx } from 'react/jsx-runtime'
import { useCallback, useEffect, useMemo, useState } from 'react'
`
const PREACT = `import { jsx } from 'preact/jsx-runtime'
import { useEffect, useState } from 'preact/hooks'
`
const SOLID = `import { template as _$template, insert as _$insert } from 'solid-js/web'
import { createSignal, onMount } from 'solid-js'
const _tmpl$ = _$template('<button>')
`
const LIT = `import { LitElement, html } from 'lit'
`
const ANGULAR = `import * as i0 from '@angular/core'
`
const ALL: Verdict[] = ['new-only', 'no-effect', 'suspect']

async function found(
  head: string,
  before: Sources | string,
  after: Sources | string,
  more: Partial<Mapping> = {},
): Promise<string[]> {
  const sources = (given: Sources | string) => {
    const files: Sources = typeof given === 'string' ? { 'main.js': given } : given
    return Object.fromEntries(
      Object.entries(files).map(([path, code]) => [path, path === 'plain.js' ? code : head + code]),
    )
  }
  const program = new RunningProgram(sources(before))
  try {
    const mapping = { ...program.mapping, ...more }
    const { report }: PatchResult = await program.build(sources(after), ALL, { mapping, bundle: async () => '({})' })
    return report.edits.flatMap(({ findings }) =>
      findings.map(({ code, verdict, args }) =>
        [code, verdict, args.function, args.components ?? args.framework ?? ''].join(' ').trim(),
      ),
    )
  } finally {
    program.dispose()
  }
}

const component = (text: string, more = '') =>
  `export function Price(props) { ${more}\n return jsx('p', { children: ${text} }) }`

const angular = (made: string, total = '') =>
  `export class App { total() { ${total} } static ɵcmp = i0.ɵɵdefineComponent({ type: App, decls: 1, template: function App_Template(rf, ctx) { if (rf & 1) { ${made} } } }) }`

describe('without an adapter, what is on the screen stays', () => {
  const CASES: readonly [what: string, head: string, before: Sources | string, after: Sources | string, string[]][] = [
    ['a body', REACT, component("'old'"), component("'new'"), ['IASO3140 new-only Price Price']],
    ['a body, of Preact', PREACT, component("'old'"), component("'new'"), ['IASO3140 new-only Price Price']],
    [
      'what a component calls, in another module',
      REACT,
      {
        'plain.js': 'export const format = n => n',
        'main.js': `import { format } from './plain.js'\n${component('format(1)')}`,
      },
      {
        'plain.js': 'export const format = n => `${n} €`',
        'main.js': `import { format } from './plain.js'\n${component('format(1)')}`,
      },
      ['IASO3140 new-only format Price'],
    ],
    [
      'a custom hook',
      REACT,
      `function useTotal() { return useState(1)[0] }\n${component('useTotal()')}`,
      `function useTotal() { return useState(1)[0] * 2 }\n${component('useTotal()')}`,
      ['IASO3140 new-only useTotal Price,'],
    ],
    [
      'the method of a class',
      REACT,
      "export class Price extends props { label() { return 'old' } render() { return jsx('p', { children: this.label() }) } }".replace(
        'extends props',
        '',
      ),
      "export class Price extends props { label() { return 'new' } render() { return jsx('p', { children: this.label() }) } }".replace(
        'extends props',
        '',
      ),
      ['IASO3140 new-only Price.label Price'],
    ],
    [
      'an effect',
      PREACT,
      component("'x'", 'useEffect(() => { document.title = 1 }, [])'),
      component("'x'", 'useEffect(() => { document.title = 2 }, [])'),
      ['IASO3094 new-only'],
    ],
    [
      'a memo',
      REACT,
      component("useMemo(() => 'old', [])"),
      component("useMemo(() => 'new', [])"),
      ['IASO3093 new-only'],
    ],
    [
      'what somebody else calls, and may show',
      `import 'react-dom/client'\n${REACT}`,
      `${component("'x'")}\nexport const rows = [n => n]`,
      `${component("'x'")}\nexport const rows = [n => n + 1]`,
      ['IASO3141 new-only'],
    ],
    [
      'what somebody else calls, of a library that puts nothing on a page itself',
      REACT,
      `${component("'x'")}\nexport const rows = [n => n]`,
      `${component("'x'")}\nexport const rows = [n => n + 1]`,
      [],
    ],
    [
      'a template of Angular, which makes its texts once',
      ANGULAR,
      angular("i0.ɵɵtext(0, 'old')"),
      angular("i0.ɵɵtext(0, 'new')"),
      ['IASO3011 new-only App.static ɵcmp =/App_Template'],
    ],
    [
      'what Angular knows of a component',
      ANGULAR,
      angular('i0.ɵɵtext(0)'),
      angular('i0.ɵɵtext(0)').replace('decls: 1', 'decls: 2'),
      ['IASO2003 refused', 'IASO3002 no-effect', 'IASO3011'],
    ],
    [
      'what a template of Angular may call',
      ANGULAR,
      angular('i0.ɵɵtext(0)', "return 'old'"),
      angular('i0.ɵɵtext(0)', "return 'new'"),
      ['IASO3141 new-only App.total Angular'],
    ],
    [
      'a component of Solid, which runs once',
      SOLID,
      'export function Counter() { const [n] = createSignal(1); const el = _tmpl$(); _$insert(el, () => n()); return el }',
      'export function Counter() { const [n] = createSignal(1); const el = _tmpl$(); _$insert(el, () => n()); el.id = 1; return el }',
      ['IASO3011 new-only Counter'],
    ],
    [
      'an expression of Solid',
      SOLID,
      'export function Counter() { const [n] = createSignal(1); const el = _tmpl$(); _$insert(el, () => n()); return el }',
      'export function Counter() { const [n] = createSignal(1); const el = _tmpl$(); _$insert(el, () => n() + 1); return el }',
      ['IASO3140 new-only'],
    ],
    [
      'what Solid did when it mounted',
      SOLID,
      'export function Counter() { onMount(() => { document.title = 1 }); return _tmpl$() }',
      'export function Counter() { onMount(() => { document.title = 2 }); return _tmpl$() }',
      ['IASO3094 new-only'],
    ],
    [
      'a template of Lit',
      LIT,
      'export class Badge { render() { return html`<p>old</p>` } }',
      'export class Badge { render() { return html`<p>new</p>` } }',
      ['IASO3140 new-only Badge.render Badge'],
    ],
  ]
  test.each(CASES)('%s', async (_, head, before, after, expected) => {
    const codes = await found(head, before, after)
    expect(codes).toHaveLength(expected.length)
    for (const [at, text] of expected.entries()) expect(codes[at]?.startsWith(text), codes.join('\n')).toBe(true)
  })

  test('hooks that change are refused as before', async () => {
    expect(await found(PREACT, component("'x'"), component("'x'", 'useState(1)'))).toContain('IASO2110 refused Price')
  })
})

test('another custom hook under the name of one, with other hooks, is refused', async () => {
  const hooks = `export function useA() { return useState(1)[0] }
export function useB() { return useMemo(() => 1, []) }`
  const price = (hook: string) => `import { ${hook} as useTotal } from './hooks.js'\n${component('useTotal()')}`
  const codes = await found(
    REACT,
    { 'hooks.js': hooks, 'main.js': price('useA') },
    { 'hooks.js': hooks, 'main.js': price('useB') },
  )
  expect(codes.join()).toMatch(/IASO2110 refused Price/)
})

describe('what an instance of a class does once', () => {
  const form = (first: string, mount: string) =>
    `import { Component } from 'react'
export class Form extends Component { constructor(props) { super(props); ${first} }
 componentDidMount() { ${mount} } render() { return jsx('p', {}) } }`
  const before = form('this.state = 1', 'document.title = 1')

  test.each([{ screens: ['react'] }, {}])('is done for those that are on the screen: %j', async more => {
    expect(await found(REACT, before, form('this.state = 2', 'document.title = 1'), more)).toEqual([
      'IASO3093 new-only Form.constructor',
      'IASO3029 live',
    ])
    expect(await found(REACT, before, form('this.state = 1', 'document.title = 2'), more)).toEqual([
      'IASO3094 new-only Form.componentDidMount',
    ])
  })

  test('but not for classes that render nothing: instances keep what they have', async () => {
    const store = (text: string) =>
      `export class Store { constructor() { this.text = ${text} } read() { return this.text } }`
    expect(await found('', store('1'), store('2'), { screens: ['react'] })).toEqual(['IASO3029 live'])
  })
})

describe('what only events and timers call is live', () => {
  const CASES: readonly [what: string, head: string, before: Sources | string, after: Sources | string][] = [
    [
      'a handler',
      REACT,
      "export const Buy = () => jsx('button', { onClick: () => console.log(1) })",
      "export const Buy = () => jsx('button', { onClick: () => console.log(2) })",
    ],
    [
      'a handler with a name, and what it calls',
      PREACT,
      "const save = () => console.log(1)\nexport function Buy() { const click = () => save(); return jsx('button', { onClick: click }) }",
      "const save = () => console.log(2)\nexport function Buy() { const click = () => save(); return jsx('button', { onClick: click }) }",
    ],
    [
      'a handler that is kept',
      REACT,
      "export function Buy() { const click = useCallback(() => console.log(1), []); return jsx('button', { onClick: click }) }",
      "export function Buy() { const click = useCallback(() => console.log(2), []); return jsx('button', { onClick: click }) }",
    ],
    [
      'the method of a class that an event calls',
      REACT,
      "export class Buy { click() { console.log(1) } render() { return jsx('button', { onClick: this.click }) } }",
      "export class Buy { click() { console.log(2) } render() { return jsx('button', { onClick: this.click }) } }",
    ],
    [
      'a timer that an effect starts',
      REACT,
      component("'x'", 'useEffect(() => { setInterval(() => console.log(1), 9) }, [])'),
      component("'x'", 'useEffect(() => { setInterval(() => console.log(2), 9) }, [])'),
    ],
    [
      "a handler of Solid's",
      SOLID,
      'export function Counter() { const el = _tmpl$(); el.$$click = () => console.log(1); return el }',
      'export function Counter() { const el = _tmpl$(); el.$$click = () => console.log(2); return el }',
    ],
    [
      "a handler of Lit's",
      LIT,
      'export class Badge { click() { console.log(1) } render() { return html`<p @click=${this.click}>old</p>` } }',
      'export class Badge { click() { console.log(2) } render() { return html`<p @click=${this.click}>old</p>` } }',
    ],
    [
      'functions that no component comes to',
      REACT,
      {
        'plain.js': 'export const store = n => n',
        'main.js': `import { store } from './plain.js'\n${component("'x'")}\nexport const go = () => { store(1) }`,
      },
      {
        'plain.js': 'export const store = n => n + 1',
        'main.js': `import { store } from './plain.js'\n${component("'x'")}\nexport const go = () => { store(1) }`,
      },
    ],
    [
      'who answers nothing, whoever calls it',
      REACT,
      `${component("'x'")}\nexport const jobs = [n => { console.log(n) }]`,
      `${component("'x'")}\nexport const jobs = [n => { console.log(n, n) }]`,
    ],
    ["another framework's elements", "import { jsx } from 'vue/jsx-runtime'\n", component("'old'"), component("'new'")],
    ['a program without components', '', 'export const rows = [n => n]', 'export const rows = [n => n + 1]'],
  ]
  test.each(CASES)('%s', async (_, head, before, after) => {
    expect(await found(head, before, after)).toEqual([])
  })

  test('all of it, on a server, which has no screen', async () => {
    expect(await found(REACT, component("'old'"), component("'new'"), { screens: [] })).toEqual([])
  })

  test("React, where its adapter is; an adapter for one framework is none for another's", async () => {
    expect(await found(REACT, component("'old'"), component("'new'"), { screens: ['react'] })).toEqual([])
    expect(await found(PREACT, component("'old'"), component("'new'"), { screens: ['react'] })).toHaveLength(1)
  })
})
