import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, useBrowser } from './support/browser.js'
import { type Ledger, lookAt, MEMORY, memoryOf, openLedger, releaseLedger, VARIANTS } from './support/ledger.js'
import { change, press } from './support/poster.js'
import type { Project } from './support/project.js'

type Edit = readonly [file: string, find: string, replacement: string]

/** Fixes that go live one by one, and all together. */
const FIXES: Readonly<Record<string, readonly Edit[]>> = {
  'the body of a component behind forwardRef': [['src/Total.tsx', '{TEXTS.total}: ', '{TEXTS.total} so far: ']],
  'a custom hook, with one more memo in it': [
    [
      'src/useEntries.ts',
      '  const add =',
      '  const shown = useMemo(() => entries.slice(0, 9), [entries])\n  const add =',
    ],
    ['src/useEntries.ts', 'setQuery, entries, add', 'setQuery, entries: shown, add'],
  ],
  'a handler of a component that its own comparison keeps from rendering': [
    ['src/Entries.tsx', 'onChoose(entry.id)', 'onChoose(entry.id + 100)'],
  ],
  'a static text': [['src/Form.tsx', 'What for', 'What is it for']],
  'a new element with a handler': [
    [
      'src/Form.tsx',
      '    </form>',
      '      <button type="button" id="clear" onClick={() => setText("")}>\n        Clear\n      </button>\n    </form>',
    ],
  ],
  'an added useMemo': [
    ['src/Entries.tsx', "import { memo } from 'react'", "import { memo, useMemo } from 'react'"],
    [
      'src/Entries.tsx',
      '  return (\n    <ul className="entries">',
      '  const count = useMemo(() => `${entries.length} of them`, [entries])\n  return (\n    <ul className="entries" title={count}>',
    ],
  ],
  'an added useEffect': [
    ['src/App.tsx', "import { useState } from 'react'", "import { useEffect, useState } from 'react'"],
    [
      'src/App.tsx',
      '  const [chosen',
      '  useEffect(() => {\n    document.title = `${entries.length} entries`\n  }, [entries])\n  const [chosen',
    ],
  ],
  'a provider of a context, with its reader': [
    [
      'src/App.tsx',
      '        <Waiting />',
      '        <Waiting />\n        <Tone.Provider value="quiet">\n          <Total sum={0} />\n        </Tone.Provider>',
    ],
  ],
  'a translated text, and a constant that components read': [
    ['src/money.ts', "heading: 'Ledger'", "heading: 'Ledger of the day'"],
    ['src/money.ts', "sign: '$'", "sign: '€'"],
  ],
  'the method of a class': [['src/Total.tsx', '`stamped ${', '`stamped by hand ${']],
  'what stands in a portal, in another root, in a lazy part': [
    ['src/App.tsx', "'layer open'", "'the layer is open'"],
    ['src/App.tsx', 'clerk {hands}', 'the clerk: {hands}'],
    ['src/Notes.tsx', 'notes have come', 'the notes have come'],
  ],
  'what a boundary shows, of errors and of waiting': [
    ['src/Boundary.tsx', 'This part failed', 'This part has failed'],
    ['src/Boundary.tsx', 'waiting for more', 'waiting for much more'],
  ],
}

const browser = useBrowser()

describe.each(VARIANTS)('$name: a page with every kind of component', variant => {
  let project: Project
  let ledger: Ledger
  let before: Awaited<ReturnType<typeof lookAt>>

  beforeAll(async () => {
    project = await releaseLedger(variant)
    ledger = await openLedger(browser(), project)
    before = await lookAt(ledger.page)
  })
  afterAll(async () => {
    await ledger?.close()
    project?.remove()
  })

  async function expectNothingLost(): Promise<void> {
    expect(await memoryOf(ledger.page)).toEqual(MEMORY)
    expect(ledger.troubles).toEqual([])
  }

  function repair(target: Project, fixes: readonly (readonly Edit[])[]): void {
    for (const [file, find, replacement] of fixes.flat()) change(target, file, find, replacement)
  }

  async function deliver(): Promise<void> {
    const { code, output, report } = await project.emit()
    expect(code, output).toBe(0)
    expect(report.edits.map(({ verdict }) => verdict)).toEqual(report.edits.map(() => 'live'))
    await project.publish()
    expect(await nextResult(ledger.page)).toMatchObject({ status: 'applied' })
  }

  /** The screen is that of a release of what is in the sources now, where the same was done. */
  async function expectFresh(fixes: readonly (readonly Edit[])[]): Promise<void> {
    const fresh = await releaseLedger(variant)
    repair(fresh, fixes)
    await fresh.build()
    const other = await openLedger(browser(), fresh)
    try {
      const [here, there] = [await lookAt(ledger.page), await lookAt(other.page)]
      expect(here.markup).toBe(there.markup)
      expect(here.picture === there.picture, 'pixel by pixel').toBe(true)
      expect(here.picture === before.picture).toBe(false)
    } finally {
      await other.close()
      fresh.remove()
    }
  }

  const choose = async (page: Page) => {
    await press(page, '.entries li')
    return page.textContent('#chosen')
  }

  // Each by itself takes its time, and is the same everywhere.
  const steps = variant.name === 'Vite 8, React 19' ? 1 : 4

  test('fixes, one after the other', async () => {
    await expectNothingLost()
    const all = Object.entries(FIXES)
    for (let at = 0; at < all.length; at += steps) {
      const some = all.slice(at, at + steps)
      repair(
        project,
        some.map(([, fix]) => fix),
      )
      await deliver()
      const what = some.map(([name]) => name).join('; ')
      expect(ledger.troubles, what).toEqual([])
      expect(await memoryOf(ledger.page), what).toEqual(MEMORY)
    }
  })

  test('all of it together looks as a fresh build does with the same state, to the pixel', async () => {
    await expectFresh(Object.values(FIXES))
    expect(await ledger.page.title()).toBe('9 entries')
    await expectNothingLost()
  })

  test('handlers, old and new, run the new code', async () => {
    const { page } = ledger
    expect(await choose(page)).toBe('chosen: 101')
    await press(page, '#clear')
    expect(await page.inputValue('#text')).toBe('')
    await page.fill('#text', 'half an ent')
    await page.evaluate(() => (document.querySelector('#text') as HTMLInputElement).setSelectionRange(2, 6))
    await expectNothingLost()
  })

  test('reverted, it looks as it did before, to the pixel', async () => {
    await project.publish('--revert')
    expect((await nextResult(ledger.page)).status).toBe('reverted')
    await expectNothingLost()
    expect(await choose(ledger.page)).toBe('chosen: 1')
    await ledger.page.evaluate(() => {
      for (const paragraph of document.querySelectorAll('#chosen')) paragraph.lastChild!.textContent = '-1'
    })
    const after = await lookAt(ledger.page)
    expect(after.markup).toBe(before.markup)
    expect(after.picture === before.picture, 'pixel by pixel').toBe(true)
  })
})
