import { type PatchResult, tellSvelte } from '@iaso/patch-builder'
import type { Mapping, Verdict } from '@iaso/protocol'
import { compile } from 'svelte/compiler'
import { describe, expect, test } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

const ALL: Verdict[] = ['new-only', 'no-effect', 'suspect']
const MAIN =
  "import App from './App.svelte'\nimport { mount } from 'svelte'\nexport const start = () => mount(App, {})\n"

function compiled(sources: Sources): Sources {
  return Object.fromEntries(
    Object.entries({ 'main.js': MAIN, ...sources }).map(([path, code]) => {
      if (!path.endsWith('.svelte')) return [path, code]
      const { js } = compile(code, { filename: path, generate: 'client', css: 'external' })
      return [path, tellSvelte(js.code, `id${path.length}`)]
    }),
  )
}

async function build(
  before: Sources,
  after: Sources,
  adapter = true,
  libraries: readonly string[] = [],
): Promise<PatchResult> {
  const program = new RunningProgram(compiled(before))
  try {
    const own = adapter ? ['@iaso/svelte/dist/index.js', 'svelte'] : []
    const unguarded = Object.fromEntries([...own, ...libraries].map(path => [path, 'external']))
    const mapping: Mapping = { ...program.mapping, unguarded }
    return await program.build(compiled(after), ALL, { mapping, unguarded, bundle: async () => '({})' })
  } finally {
    program.dispose()
  }
}

async function codes(before: string, after: string, others: Sources = {}): Promise<string[]> {
  const { report } = await build({ 'App.svelte': before, ...others }, { 'App.svelte': after, ...others })
  const found = report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
  return [...new Set(found)].filter(code => code !== 'IASO3010').sort()
}

const script = `<script>
  let count = $state(0)
  let double = $derived(count * 2)
  function add() { count++ }
</script>
`

describe('what becomes of a Svelte component on the screen', () => {
  test.each([
    ['a text', '<h1>Hello</h1>{count}', '<h1>Hi &amp; bye</h1>{count}', []],
    ['a text, beside the first of all', '<p>a</p><b>{count}</b>', '<p>b</p><b>{count}</b>', []],
    ['an attribute', '<p>a</p><b>{count}</b>', '<p title="x">a</p><b>{count}</b>', []],
    ['an element, in front', '<b>{count}</b>', '<h1 class="big">A</h1> <b>{count}</b>', ['IASO3155']],
    ['an element, in front of others', '<i>a</i> <b>{count}</b>', '<h1>A</h1> <i>a</i> <b>{count}</b>', []],
    ['an element behind', '<i>a</i> <b>{count}</b>', '<i>a</i> <b>{count}</b> <u>c</u>', []],
    ['an element that goes', '<i>a</i> <b>{count}</b> <u>c</u>', '<i>a</i> <b>{count}</b>', []],
    [
      'within a block',
      '{#if count}<b title="a">x</b>{/if} {#each [1] as n}<i><u>a</u> {n}</i>{/each}',
      '{#if count}<b title="b">y</b>{/if} {#each [1] as n}<i><u>b</u> {n}</i>{/each}',
      [],
    ],
    [
      'beside blocks',
      '{#if count}x{/if}<h2>a</h2>{#if count}y{/if}',
      '{#if count}x{/if}<h2>b</h2>{#if count}y{/if}',
      [],
    ],
    ['an expression', '<h1>{count}</h1>', '<h1>{count + 1}</h1>', []],
    ['an expression and a text', '<h1>{count}</h1><p>a</p>', '<h1>{count + 1}!</h1><p>b</p>', []],
    ['a condition', '{#if count}x{/if}', '{#if count > 1}x{/if}', []],
    ['a list', '{#each [count] as x}{x}{/each}', '{#each [count, 1] as x}{x}{/each}', []],
    ['markup that is computed', '<p>{@html `<b>${count}</b>`}</p>', '<p>{@html `<i>${count}</i>`}</p>', []],
    ['a handler', '<button onclick={() => count++}>a</button>', '<button onclick={() => count--}>a</button>', []],
    [
      'what a block waits for',
      '{#await Promise.resolve(count)}a{/await}',
      '{#await Promise.resolve(count + 1)}a{/await}',
      ['IASO3152'],
    ],
    ['a key', '{#key count}<p>a</p>{/key}', '{#key count + 1}<p>a</p>{/key}', ['IASO3152']],
    ['a block more', '<p>a</p>', '<p>a</p>{#if count}b{/if}', ['IASO3155']],
    ['an element with a handler more', '<p>a</p>', '<p>a</p><button onclick={() => count++}>a</button>', ['IASO3155']],
    ['two that change places', '<p>{count}</p><b>{double}</b>', '<b>{count}</b><p>{double}</p>', ['IASO3155']],
    [
      'what comes at once when it is there',
      '<p>a</p><input> {count}',
      '<p>a</p><input autofocus> {count}',
      ['IASO3154'],
    ],
    ['what a browser reads in its own way', '<p>a</p> {count}', '<p>a</p> <pre>a</pre> {count}', ['IASO3155']],
    [
      'elements with names',
      '<h1>Hello</h1><input bind:value={count}><p>{double}</p>',
      '<h1 class="big">Hi &amp; bye</h1> <em>new</em> <input bind:value={count}><p>{double}</p>',
      [],
    ],
  ])('%s', async (_, before, after, expected) => {
    expect(await codes(script + before, script + after)).toEqual(expected)
  })

  test.each([
    ['a derived value', 'count * 2', 'count * 3', []],
    ['the first value of state', '$state(0)', '$state(1)', ['IASO3154']],
    ['a new derived value', '</script>', 'let more = $derived(count)\n</script>{more}', ['IASO3155']],
  ])('%s', async (_, before, after, expected) => {
    const text = `${script}<p>{double}</p>`
    expect(await codes(text, text.replace(before, after))).toEqual(expected)
  })

  test('derived values of libraries are evaluated again, which is said once', async () => {
    const noted = async (...libraries: string[]) => {
      const { report } = await build(
        { 'App.svelte': `${script}<p>{double}</p>`, 'format.js': 'export const format = x => x' },
        { 'App.svelte': `${script}<p>{double + 1}</p>`, 'format.js': 'export const format = x => x + 1' },
        true,
        libraries,
      )
      return report.edits
        .flatMap(({ findings }) => findings)
        .filter(({ code }) => code === 'IASO3156')
        .map(({ args }) => args['libraries'])
    }
    expect(await noted('node_modules/svelte/src/reactivity/map.js', 'node_modules/plain/index.js')).toEqual([])
    expect(
      await noted(
        'node_modules/@a/box/dist/Box.svelte',
        'node_modules/@a/box/dist/a.svelte.js',
        'node_modules/b/b.svelte.js',
      ),
    ).toEqual(['@a/box, b'])
  })

  const USER = `<script>
  import Child from './Child.svelte'
  let pair = $state({ a: 1, b: 2 })
</script>
<button onclick={() => pair.a++}>a</button><Child n={pair.a} />`

  test.each([
    ['that it shows', '<script>let { n } = $props()</script>{n}', []],
    ['with a default', '<script>let { n = 1 } = $props()</script>{n}', []],
    ['that an effect reads', '<script>let { n } = $props(); $effect(() => console.log(n))</script>{n}', ['IASO3152']],
    [
      'that an effect reads by its default',
      '<script>let { n = 1 } = $props(); $effect(() => console.log(n))</script>{n}',
      ['IASO3152'],
    ],
    ['that it hands on with others', '<script>let { ...rest } = $props()</script><p {...rest}>a</p>', ['IASO3152']],
  ])('a property of a component %s', async (_, child, expected) => {
    expect(await codes(USER, USER.replace('n={pair.a}', 'n={pair.b}'), { 'Child.svelte': child })).toEqual(expected)
  })

  test('what a function answers: where it is called while a component is made, that one keeps it', async () => {
    const app = (script: string, shown: string) =>
      `<script>\nimport { format } from './format.js'\nlet count = $state(0)\n${script}\n</script><button onclick={() => count++}>{${shown}}</button>`
    const tried = async (script: string, shown = 'count') => {
      const text = app(script, shown)
      const { report } = await build(
        { 'App.svelte': text, 'format.js': 'export const format = x => x + 1\n' },
        { 'App.svelte': text, 'format.js': 'export const format = x => x + 2\n' },
      )
      return report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
    }
    expect(await tried('', 'format(count)')).toEqual([])
    expect(await tried('const own = $derived(format(count))', 'own')).toEqual([])
    expect(await tried('let own = $derived(format(count)); own = 5', 'own')).toEqual(['IASO3152'])
    expect(await tried('const own = format(1)', 'own')).toEqual(['IASO3011'])
    expect(await tried('function first() { return format(1) }\nlet own = $state(first())', 'own')).toEqual(['IASO3011'])
    expect(await tried('$effect(() => console.log(format(count)))')).toEqual(['IASO3152'])
    expect(await tried('function save() { format(1) }')).toEqual([])
  })

  test('a derived value that is an object with a state of its own begins anew where it is evaluated again', async () => {
    const tried = async (derived: string, others = '', shown = '{own.label}') => {
      const text = `<script>
import { format, Store } from './format.js'
import { create, holders } from 'elsewhere'
let count = $state(0)
${others}
const own = $derived(${derived})
</script><button onclick={() => count++}>${shown}</button>`
      const module = (by: number) =>
        `export const format = x => ({ text: x + ${by} })\nexport class Store { label = 1; constructor(n) { this.label = format(n).text } }\n`
      const { report } = await build(
        { 'App.svelte': text, 'format.js': module(1) },
        { 'App.svelte': text, 'format.js': module(2) },
      )
      return report.edits.flatMap(({ key, findings }) => findings.map(({ code }) => `${key.split('.').at(-1)} ${code}`))
    }
    const own = ['derived() IASO3153']
    expect(await tried('format(count)')).toEqual([])
    expect(await tried('[count].map(format)')).toEqual([])
    expect(await tried('({ text: format(count).text })')).toEqual([])
    expect(await tried('({ label: format(count).text })', 'function set() { own.label = 5 }')).toEqual(own)
    expect(await tried('new Store(count)')).toEqual(own)
    expect(await tried('[count].map(n => new Store(format(n)))')).toEqual(own)
    expect(await tried('count ? new Store(format(count)) : null')).toEqual(own)
    expect(await tried('create(format(count))')).toEqual(own)
    const counter =
      'function counter(n) { let at = $state(n); return { get label() { return at }, more: () => { at += format(at).text } } }'
    expect(await tried('counter(format(count).text)', counter)).toEqual(own)
    // nothing of the patch comes there
    expect(await tried('new Date(count)')).toEqual([])
    expect(await tried('create(count)')).toEqual([])
    // somebody holds the function that changed: it may
    expect(await tried('create(count)', 'holders.push(format)')).toEqual(own)
    expect(await tried('count * 2', 'holders.push(format)', '{own}')).toEqual([])
  })

  test('what comes by a context: an effect, what is called while a component is made', async () => {
    const app = (script: string) =>
      `<script>\nimport { setContext } from 'svelte'\nimport Child from './Child.svelte'\nimport { format } from './format.js'\n${script}\n</script><Child />`
    const tried = async (script: string, child: string) => {
      const others = {
        'App.svelte': app(script),
        'Child.svelte': `<script>\nimport { getContext } from 'svelte'\nlet n = $state(0)\nconst own = getContext('own')\n${child}\n</script>{n}`,
      }
      const { report } = await build(
        { ...others, 'format.js': 'export const format = x => x + 1\n' },
        { ...others, 'format.js': 'export const format = x => x + 2\n' },
      )
      return report.edits.flatMap(({ key, findings }) => findings.map(({ code }) => `${key.split('#')[0]} ${code}`))
    }
    const effect = '$effect(() => console.log(own(n)))'
    expect(await tried("setContext('own', format)", effect)).toEqual(['Child.svelte IASO3152'])
    expect(await tried("setContext('own', n => format(n))", effect)).toEqual(['Child.svelte IASO3152'])
    expect(await tried("const mine = n => format(n)\nsetContext('own', mine)", effect)).toEqual([
      'Child.svelte IASO3152',
    ])
    expect(await tried("setContext('own', format)", 'function save() { own(n) }')).toEqual([])
    expect(await tried("setContext('own', format)", 'const made = own(1)')).toEqual(['Child.svelte IASO3011'])
    expect(await tried("setContext('own', () => 1)", effect)).toEqual([])
  })

  describe('made anew', () => {
    const state = '<script>\n  let count = $state(0)\n  let list = $state([1])\n  REST\n</script>\n{count}{list.length}'
    const lost = async (rest: string, others: Sources = {}, markup = '') => {
      const before = state.replace('REST', rest) + markup
      const after = `${before}<button onclick={() => count++}>more</button>`
      const { report } = await build({ 'App.svelte': before, ...others }, { 'App.svelte': after, ...others })
      const found = report.edits.flatMap(({ findings }) => findings).filter(({ code }) => code !== 'IASO3010')
      expect(new Set(found.map(({ code }) => code)).size).toBe(1)
      return found.map(({ code, args }) => (code === 'IASO3154' ? args?.state : code)).join()
    }

    test.each([
      ['state of the same name and first value', '', 'IASO3155'],
      ['what is computed', 'const double = $derived(count * 2); const name = (n) => n', 'IASO3155'],
      ['a variable that somebody assigns', 'let timer; function wait() { timer = 1 }', 'timer'],
      ['a constant', 'const step = 1; let other = 2', 'IASO3155'],
      ['an object', 'const seen = new Set()', 'seen'],
      ['what an unknown function made', "import { open } from 'elsewhere'\nconst file = open()", 'file'],
      ['what an unknown method made', "import { api } from 'elsewhere'\nconst form = api.form()", 'form'],
      [
        'what is computed of others',
        "import { api } from 'elsewhere'\nconst names = api.names.map(String)",
        'IASO3155',
      ],
      ['what a context has', "import { getContext } from 'svelte'\nconst own = getContext('own')", 'IASO3155'],
      ['a derived value that is assigned', 'let double = $derived(count * 2); function set() { double = 5 }', 'double'],
      ['a property of its own', 'let { open = $bindable(1) } = $props(); function set() { open = 2 }', 'open'],
      ['a property', 'let { open = 1 } = $props()', 'IASO3155'],
      ['an effect that sets', '$effect(() => { list = [2] })', 'IASO3155'],
      ['an effect that counts', '$effect(() => { count += 1 })', 'what its effects do to count, once more'],
      [
        'what runs when it is mounted',
        "import { onMount } from 'svelte'\nonMount(async () => { const one = await 1; list.push(one) })",
        'what its effects do to list, once more, what a person did since it was mounted, where that is done anew',
      ],
      [
        'what is done while it is made',
        "import { reset } from 'elsewhere'\nreset()",
        'what a person did since it was mounted, where that is done anew',
      ],
      ['a context that it sets', "import { setContext } from 'svelte'\nsetContext('a', 1)", 'IASO3155'],
      ['a handler that counts', 'function add() { list.push(1) }', 'IASO3155'],
    ])('%s', async (_, rest, expected) => expect(await lost(rest)).toBe(expected))

    test('what is within: fields, components, what is rendered for others', async () => {
      expect(await lost('', {}, '<input>')).toBe('what was done in fields that nothing binds')
      expect(await lost('', {}, '<input bind:value={count}>')).toBe('IASO3155')
      expect(await lost('let { text = $bindable() } = $props()', {}, '<input bind:value={text}>')).toBe('text')
      expect(await lost('', {}, '<input bind:value={count}><textarea bind:clientWidth={count}></textarea>')).toBe(
        'what was done in fields that nothing binds',
      )
      const child = (script: string, markup: string) => ({ 'Child.svelte': `<script>${script}</script>${markup}` })
      const use = "import Child from './Child.svelte'"
      expect(await lost(use, child('', '<p>a</p>'), '<Child />')).toBe('IASO3155')
      expect(await lost(use, child('let n = $state(0)', '<button onclick={() => n++}>{n}</button>'), '<Child />')).toBe(
        'what "Child" keeps',
      )
      expect(await lost(use, child('', '<input>'), '<Child />')).toBe('what "Child" keeps')
      expect(await lost("import Card from 'elsewhere'", {}, '<Card />')).toBe('what "Card" keeps')
      expect(await lost('let { children } = $props()', {}, '{@render children()}')).toBe('what is rendered within')
    })

    test('an element, bound by `this`, is no state; a first value that is another one is', async () => {
      const text =
        '<script>let own = $state(); let count = $state(1)</script><p bind:this={own} onclick={() => count++}>{count}</p>'
      const { report } = await build({ 'App.svelte': text }, { 'App.svelte': text.replace('$state(1)', '$state(2)') })
      expect(report.edits.flatMap(({ findings }) => findings.map(({ args }) => args?.state))).toEqual(['count'])
    })

    test('the patch says which, by what they make; events that are new are asked for when one is made', async () => {
      const before = '<script>let count = $state(0)</script><button onclick={() => count++}>{count}</button>'
      const after = before.replace('<button', '<button onkeydown={() => count--}')
      const { report, patch } = await build({ 'App.svelte': before }, { 'App.svelte': after })
      expect(report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(['IASO3155'])
      expect(patch?.code).toMatch(/"makes": \{\s*"\$\w{6}0": "\w{6}"\s*\}/)
      expect(patch?.code).toContain("$_delegate$()(['keydown'])")
    })

    test('a component without state, one that a server may have written, one without an element', async () => {
      const markup = ['<p>a</p>', '<p>a</p>{#if 1}<b>b</b>{/if}'] as const
      expect(await codes(...markup)).toEqual(['IASO3155'])
      const hydrate = { 'main.js': MAIN.replaceAll('mount', 'hydrate') }
      expect(await codes(...markup, hydrate)).toEqual(['IASO3155'])
      // nobody knows where it would stand
      expect(await codes('<script>let n = 0</script>', '<script>let n = 0</script><p>a</p>')).toContain('IASO3011')
    })
  })

  test('where the release has no adapter, what is on the screen stays', async () => {
    const text = `${script}<h1>a</h1><p>{double}</p>`
    const { report } = await build(
      { 'App.svelte': text },
      { 'App.svelte': text.replace('{double}', '{double + 1}') },
      false,
    )
    expect(report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(['IASO3152'])
  })

  test('a component within another is one of its own', async () => {
    const child = '<script>let n = $state(0)</script><i>a</i><button onclick={() => n++}>{n}</button>'
    const { report } = await build(
      { 'App.svelte': USER, 'Child.svelte': child },
      { 'App.svelte': USER, 'Child.svelte': child.replace('<i>a', '<i>b') },
    )
    expect(report.edits.map(({ key, verdict }) => [key, verdict])).toEqual([
      ['Child.svelte#root', 'live'],
      ['Child.svelte#Child', 'live'],
    ])
  })

  test('a store made of another, what ran when a component was mounted', async () => {
    const store =
      "<script>\nimport { derived, writable } from 'svelte/store'\nconst a = writable(1)\nconst b = derived(a, n => n + 1)\n</script>{$b}"
    expect(await codes(store, store.replace('n + 1', 'n + 2'))).toEqual(['IASO3152'])
    const mount = "<script>\nimport { onMount } from 'svelte'\nonMount(() => console.log(1))\n</script><p>a</p>"
    expect(await codes(mount, mount.replace('log(1)', 'log(2)'))).toEqual(['IASO3094'])
  })

  test('markup that a server may have written: what stands behind a block is not looked for', async () => {
    const hydrate = MAIN.replaceAll('mount', 'hydrate')
    const tried = async (before: string, after: string) => {
      const sides = [before, after].map(text => ({ 'App.svelte': script + text, 'main.js': hydrate }))
      const { report } = await build(sides[0] as Sources, sides[1] as Sources)
      return report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
    }
    expect(await tried('<h1>a</h1>{#if count}x{/if}', '<h1>b</h1>{#if count}x{/if}')).toEqual([])
    expect(await tried('<p>{#if count}x{/if}</p><h1>a</h1>', '<p>{#if count}x{/if}</p><h1>b</h1>')).toEqual([])
    expect(await tried('<i>a</i>{#if count}x{/if}<h1>a</h1>', '<i>a</i>{#if count}x{/if}<h1>b</h1>')).toEqual([
      'IASO3155',
    ])
    expect(await tried('{#if count}x{/if}<h1>a</h1>', '{#if count}x{/if}<h1>b</h1>')).toEqual(['IASO3155'])
    expect(await tried('{count}<h1>a</h1>', '{count}<h1>b</h1>')).toEqual(['IASO3155'])
  })
})
