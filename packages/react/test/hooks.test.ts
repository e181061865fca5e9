import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { bundle, openPage } from './support.js'

const HTML = '<!doctype html><div id="one"></div><div id="portal"></div>'
/** State of `typed`, memo of `total`, ref, effect without dependencies. */
const FORM = 's001...-m002aaa1f003abc-e004aaa0'
const FORM_HEAD = `const { h, Child, count, react } = scope
const { useState, useMemo, useRef, useEffect, useLayoutEffect } = react
count('form')`
const FORM_VIEW = `h('div', null,
  h('input', { id: 'typed', value: typed, onChange: event => setTyped(event.target.value) }),
  h('p', { id: 'shown' }, SHOWN),
  h(Child, { id: 'child' }))`
const view = (shown: string) => `return ${FORM_VIEW.replace('SHOWN', shown)}`
const TYPED = "const [typed, setTyped] = useState('')"
const TOTAL = "const total = useMemo(() => props.n + '!', [props.n])"
const REF = 'const ref = useRef(0); ref.current++'
const EFFECT = "useEffect(() => { log.push('old effect'); return () => log.push('old cleanup') }, [])"

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

describe.each(['18', '19'] as const)('React %s in production: hooks', version => {
  let code: string
  let page: Page
  const errors: string[] = []
  beforeAll(async () => {
    code = await bundle('fixture/hooks.js', version)
  })

  beforeEach(async () => {
    page = await openPage(browser, HTML, code, errors)
    await page.waitForSelector('#layouts')
    await page.fill('#typed', 'half a sent')
    await page.fill('#child', 'child')
    await page.click('#one #sibling')
    await page.evaluate('renders = {}; log.length = 0; document.getElementById("typed").focus()')
    return async () => {
      expect(errors).toEqual([])
      await page.close()
    }
  })

  const shown = () => page.textContent('#shown')
  const log = () => page.evaluate('log.splice(0)')
  /** Puts a body behind a component's guard, and tells of its hooks. */
  const patch = (id: string, cell: number, body: string, ...hooks: string[]) =>
    page.evaluate(
      ([id, cell, body, hooks]) =>
        (globalThis as never as { patch(...args: unknown[]): string }).patch(
          id,
          { [`$shop00${cell}`]: new Function('props', body as string) },
          { cells: { [`$shop00${cell}`]: hooks } },
        ),
      [id, cell, body, hooks] as const,
    )
  const form = (id: string, to: string, ...lines: string[]) =>
    patch(id, 0, [FORM_HEAD, ...lines].join('\n'), ...(to === FORM ? [to] : [FORM, to]))
  const kept = async () => {
    expect(await page.inputValue('#child')).toBe('child')
    expect(await page.textContent('#one #sibling')).toBe('old 1')
    expect(await page.evaluate('document.activeElement.id')).toBe('typed')
  }

  it('renders what changed, at once, and nothing around it', async () => {
    expect(
      await page.evaluate(`{
      patch('p', { $shop003: () => scope.h('button', { id: 'sibling' }, 'new') }, { cells: { $shop003: [''] } })
      const found = [...document.querySelectorAll('#sibling'), detached.firstChild].map(each => each.textContent)
      found.concat(JSON.stringify(renders)) }`),
    ).toEqual(['new', 'new', 'new', '{}'])
  })

  it('keeps state where the hooks are the same, and empties memos that changed', async () => {
    await form(
      'same',
      FORM,
      TYPED,
      "const total = useMemo(() => 'other', [props.n])",
      REF,
      EFFECT,
      view('`new ${total} ${ref.current}`'),
    )
    expect(await shown()).toMatch(/^new 3! \d$/)
    await page.evaluate('revert()')
    await form(
      'memo',
      FORM.replace('m002aaa', 'm002bbb'),
      TYPED,
      "const total = useMemo(() => 'other', [props.n])",
      REF,
      EFFECT,
      view('`new ${total} ${ref.current}`'),
    )
    expect(await shown()).toMatch(/^new other \d$/)
    expect(await page.inputValue('#typed')).toBe('half a sent')
    expect(await log()).toEqual([])
    await page.evaluate('revert()')
    expect(await shown()).toMatch(/^old 3! \d$/)
    expect(await page.evaluate('Object.keys(renders)')).toEqual(['form'])
    await kept()
  })

  it('takes hooks in, in the middle, and out again', async () => {
    const added = "useEffect(() => { log.push('added'); return () => log.push('added cleanup') }, [])"
    const layout = "useLayoutEffect(() => { log.push('layout'); return () => log.push('layout cleanup') }, [])"
    const to = 's001...-m005xxx1e006xxx0l007xxx0m002aaa1f008nul-f003abc-e004aaa0'
    await form(
      'added',
      to,
      TYPED,
      "const more = useMemo(() => 'more', [typed])",
      added,
      layout,
      TOTAL,
      'const none = useRef(null)',
      REF,
      EFFECT,
      view('`new ${more} ${total} ${none.current} ${ref.current}`'),
    )
    expect(await shown()).toMatch(/^new more 3! null \d$/)
    expect(await page.inputValue('#typed')).toBe('half a sent')
    await expect.poll(() => page.evaluate('log.join()')).toBe('layout,added')
    await kept()
    await page.click('#typed')
    await page.keyboard.press('End')
    await page.keyboard.type('ence')
    expect(await page.inputValue('#typed')).toBe('half a sentence')
    await log()
    await page.evaluate('revert()')
    expect((await log()) as string[]).toEqual(['added cleanup', 'layout cleanup'])
    expect(await shown()).toMatch(/^old 3! \d$/)
    expect(await page.inputValue('#typed')).toBe('half a sentence')
    await kept()
  })

  it('takes hooks away: a cleanup runs once', async () => {
    await form('fewer', 's001...-m002aaa1', TYPED, TOTAL, view('`new ${total}`'))
    expect(await shown()).toBe('new 3!')
    expect(await log()).toEqual(['old cleanup'])
    await page.fill('#typed', 'more')
    await page.evaluate('revert()')
    // the ref's first value isn't known without rendering: the component starts over
    expect(await page.inputValue('#typed')).toBe('')
    expect(await shown()).toMatch(/^old 3! /)
    await expect.poll(log).toEqual(['old effect'])
    await kept()
  })

  it('starts over where a state is added: that component alone', async () => {
    await form(
      'state',
      's009...-s001...-m002aaa1f003abc-e004aaa0',
      "const [extra] = useState('extra')",
      TYPED,
      TOTAL,
      REF,
      EFFECT,
      view('`new ${extra} ${total} ${ref.current}`'),
    )
    expect(await shown()).toBe('new extra 3! 1')
    expect(await page.inputValue('#typed')).toBe('')
    await expect.poll(log).toEqual(['old cleanup', 'old effect'])
    await kept()
    await page.fill('#typed', 'again')
    expect(await page.inputValue('#typed')).toBe('again')
    await page.evaluate('revert()')
    expect(await page.inputValue('#typed')).toBe('again')
    expect(await shown()).toMatch(/^old 3! \d$/)
  })

  it('has effects run again that are said to', async () => {
    const effect = "useEffect(() => { log.push('new effect') }, [])"
    await form('quiet', FORM, TYPED, TOTAL, REF, effect, view("'quiet'"))
    expect(await log()).toEqual([])
    await form('again', FORM.replace('e004aaa', 'e004bbb'), TYPED, TOTAL, REF, effect, view("'again'"))
    await expect.poll(log).toEqual(['old cleanup', 'new effect'])
    // one dependency more than before
    await form(
      'more',
      FORM.replace('e004aaa0', 'e004bbb1'),
      TYPED,
      TOTAL,
      REF,
      effect.replace('[]', '[props.n]'),
      view("'more'"),
    )
    await expect.poll(log).toEqual(['new effect'])
    await kept()
  })

  it("empties React Compiler's cache", async () => {
    const body = `const { h } = scope
      const $ = cacheOf(3)
      if ($[0] !== props.n) { $[0] = props.n; $[2] = h('p', { id: 'compiled' }, 'new ' + props.n) }
      return $[2]`
    await patch('compiled', 1, body, 'c001aaa-', 'c001bbb-')
    expect(await page.textContent('#compiled')).toBe('new 3')
    await page.evaluate('revert()')
    expect(await page.textContent('#compiled')).toBe('old 3')
  })

  it('goes on listening to stores', async () => {
    const body = `const { h, react, subscribe, store } = scope
      const none = react.useMemo(() => 'none', [])
      const value = react.useSyncExternalStore(subscribe, () => store.value * 10)
      return h('p', { id: 'stored' }, 'new ' + value + none)`
    await patch('stored', 2, body, 'y001...-', 'm002aaa0y001...-')
    expect(await page.textContent('#stored')).toBe('new 10none')
    await page.evaluate('store.value = 2; for (const listener of store.listeners) listener()')
    await expect.poll(() => page.textContent('#stored')).toBe('new 20none')
    await page.evaluate('revert()')
    expect(await page.textContent('#stored')).toBe('old 2')
    expect(await page.evaluate('store.listeners.size')).toBe(1)
  })

  it("counts around a library's hooks from both ends", async () => {
    const body = `const { h, react, useLibrary } = scope
      const a = react.useMemo(() => 'a', [])
      const [first] = react.useState('first')
      const library = useLibrary()
      const b = react.useMemo(() => 'b', [])
      const [last, setLast] = react.useReducer((_, next) => next, 'last')
      return h('button', { id: 'mixed', onClick: () => setLast('again') }, ['new', a, first, library, b, last].join(' '))`
    await page.click('#mixed')
    await patch('mixed', 4, body, 's001...-x002aaa.r003...-', 'm004aaa0s001...-x002aaa.m005aaa0r003...-')
    expect(await page.textContent('#mixed')).toBe('new a first keptobject b clicked')
    await page.click('#mixed')
    expect(await page.textContent('#mixed')).toBe('new a first keptobject b again')
    await page.evaluate('revert()')
    expect(await page.textContent('#mixed')).toBe('old first keptobject again')
    expect(await log()).toEqual([])
  })

  it('forces classes', async () => {
    await page.click('#class')
    await page.evaluate(
      `patch('class', { $shop005: function () { return scope.h('button', { id: 'class' }, 'new ' + this.state.n) } }, { cells: { $shop005: [''] } })`,
    )
    expect(await page.textContent('#class')).toBe('new 1')
  })

  it('starts over rather than meet entries that are not what they are said to be', async () => {
    await form(
      'wrong',
      's001...-m005aaa1m002aaa1f003abc-e004aaa0',
      TYPED,
      "const more = useMemo(() => 'more', [1])",
      TOTAL,
      REF,
      EFFECT,
      view("'new ' + more"),
    )
    expect(await shown()).toBe('new more')
    await page.evaluate('revert()')
    await page.fill('#typed', 'typed')
    await patch(
      'wrong',
      0,
      [FORM_HEAD, TYPED, TOTAL, REF, EFFECT, view("'new'")].join('\n'),
      'm002aaa1s001...-f003abc-e004aaa0',
      FORM,
    )
    expect(await shown()).toBe('new')
    expect(await page.inputValue('#typed')).toBe('')
    await kept()
  })

  it('ends a render that began with the old code', async () => {
    await page.evaluate('slowly()')
    await page.evaluate('new Promise(done => setTimeout(done, 40))')
    expect(await page.evaluate('slow.textContent')).toBe('')
    const to = 's001...-m005xxx1m002aaa1f003abc-e004aaa0'
    await form(
      'slow',
      to,
      TYPED,
      "const more = useMemo(() => 'more', [typed])",
      TOTAL,
      REF,
      EFFECT,
      view('`new ${more} ${total}`'),
    )
    await page.waitForFunction('slow.textContent !== ""')
    expect(await page.evaluate('slow.textContent')).toBe('new more 9!')
    expect(await shown()).toBe('new more 3!')
    await page.evaluate('slow.querySelector("input").focus()')
    await page.keyboard.type('x')
    expect(await page.evaluate('slow.textContent')).toBe('new more 9!')
  })

  it('ends nothing that an error boundary has to see', async () => {
    await patch('throws', 3, "throw new Error('new fault')", 's001...-')
    await expect.poll(() => page.textContent('#fault')).toContain('new fault')
    errors.length = 0
  })
})
