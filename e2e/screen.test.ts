import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextResult, openPage, photographPage, useBrowser, type Watched } from './support/browser.js'
import { VITE_8 } from './support/hosts.js'
import { readMemory, Shop } from './support/shop.js'
import { releaseStorefront, type Storefront, serve } from './support/storefront.js'

interface Fix {
  readonly what: string
  readonly file: string
  readonly edits: readonly (readonly [find: string, replace: string])[]
  /** Modules that are new. */
  readonly files?: Readonly<Record<string, string>>
  seen(page: Page): Promise<void>
}

const says = async (page: Page, testId: string, text: string) =>
  expect(await page.getByTestId(testId).textContent()).toBe(text)

const FIXES: readonly Fix[] = [
  {
    what: "a component's body, and its static text",
    file: 'src/components/OrderSummary.tsx',
    edits: [['Your order, {quote.items} item<', 'What you ordered, {quote.items} items<']],
    seen: page => says(page, 'summary-heading', 'What you ordered, 4 items'),
  },
  {
    what: 'a custom hook',
    file: 'src/hooks/useQuote.ts',
    edits: [['return quoteFor(input, pricing)', 'return quoteFor({ ...input, giftWrap: true }, pricing)']],
    seen: page => says(page, 'total-gift', '€3.50'),
  },
  {
    what: 'a handler',
    file: 'src/components/RegionSelect.tsx',
    edits: [['  const { value } = event.target\n', "  const { value } = event.target\n  console.info('chosen')\n"]],
    async seen(page) {
      const heard = page.waitForEvent('console', message => message.text() === 'chosen')
      await page.evaluate(() => {
        const select = document.querySelector('[data-testid=region]') as HTMLSelectElement
        select.dispatchEvent(new Event('change', { bubbles: true }))
      })
      await heard
    },
  },
  {
    what: 'a new element with a handler',
    file: 'src/routes/checkout/CheckoutForm.tsx',
    edits: [
      [
        '      </button>\n    </form>',
        `      </button>
      <button type="button" data-testid="note" onClick={() => document.body.toggleAttribute('data-noted')}>
        Note
      </button>
    </form>`,
      ],
    ],
    async seen(page) {
      for (const there of [true, false]) {
        await page.evaluate(() => (document.querySelector('[data-testid=note]') as HTMLElement).click())
        expect(await page.evaluate(() => document.body.hasAttribute('data-noted'))).toBe(there)
      }
    },
  },
  {
    what: 'an added useMemo, the first thing in the component',
    file: 'src/components/VoucherForm.tsx',
    edits: [
      ["import { type FormEvent, useState } from 'react'", "import { type FormEvent, useMemo, useState } from 'react'"],
      [
        '  const { t } = useMessages()',
        "  const hint = useMemo(() => 'of your voucher'.toUpperCase(), [])\n  const { t } = useMessages()",
      ],
      ["aria-label={t('voucher.label')}", 'aria-label={hint}'],
    ],
    async seen(page) {
      expect(await page.getByTestId('voucher').getAttribute('aria-label')).toBe('OF YOUR VOUCHER')
    },
  },
  {
    what: 'an added useEffect',
    file: 'src/components/Field.tsx',
    edits: [
      [
        "import { useMessages } from '../i18n/useMessages'",
        "import { useEffect } from 'react'\nimport { useMessages } from '../i18n/useMessages'",
      ],
      [
        '  const { t } = useMessages()',
        '  const { t } = useMessages()\n  useEffect(() => {\n    Object.assign(window, { [`seen-${id}`]: value })\n  }, [id, value])',
      ],
    ],
    async seen(page) {
      await expect
        .poll(() => page.evaluate(() => (window as unknown as Record<string, string>)['seen-name']))
        .toBe('Ada Lovel')
    },
  },
  {
    what: 'a context, with its provider and a reader',
    file: 'src/components/OrderSummary.tsx',
    edits: [
      [
        "import { TotalRow } from './TotalRow'",
        "import { Reader, Tone } from './Tone'\nimport { TotalRow } from './TotalRow'",
      ],
      [
        '      <VoucherForm />\n',
        '      <VoucherForm />\n      <Tone.Provider value="warm">\n        <Reader />\n      </Tone.Provider>\n',
      ],
    ],
    files: {
      'src/components/Tone.tsx': `import { createContext, useContext } from 'react'

export const Tone = createContext('cold')

export function Reader() {
  return <p data-testid="tone">{useContext(Tone)}</p>
}
`,
    },
    seen: page => says(page, 'tone', 'warm'),
  },
]

const browser = useBrowser()
let project: Storefront
let server: Awaited<ReturnType<typeof serve>>
let watched: Watched
let before: Look

/** What is on the screen. The clocks run. */
interface Look {
  readonly markup: string
  readonly picture: Buffer
}

async function look(page: Page): Promise<Look> {
  const mask = [page.locator('.countdown')]
  const picture = await photographPage(page, { animations: 'disabled', mask })
  const markup = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const clock of copy.querySelectorAll('.countdown, script')) clock.replaceWith()
    return copy.outerHTML
  })
  return { markup, picture }
}

/** A busy Chromium now and then draws a rounded corner otherwise. */
const CORNERS = 10

/** How many pixels of two pictures differ. */
async function differences(...pictures: readonly Buffer[]): Promise<number> {
  const page = await browser().newPage()
  const count = await page.evaluate(
    async texts => {
      const [a, b] = await Promise.all(
        texts.map(async text => {
          const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${text}`)).blob())
          const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
          context?.drawImage(picture, 0, 0)
          return new Uint32Array(context?.getImageData(0, 0, picture.width, picture.height).data.buffer as ArrayBuffer)
        }),
      )
      return a?.length === b?.length ? (a?.filter((pixel, at) => pixel !== b?.[at]).length ?? -1) : Number.NaN
    },
    pictures.map(picture => picture.toString('base64')),
  )
  await page.close()
  return count
}

/** A customer in the middle of it: a full cart, half a name with the caret in it, half a voucher, a page that is scrolled. */
async function begin(url: string): Promise<Watched> {
  const opened = await openPage(browser(), url)
  const shop = new Shop(opened.page)
  await shop.add('harbour-blend', 4)
  await shop.goToCheckout()
  await shop.at('voucher').fill('HALF A VOU')
  await shop.typeName()
  await opened.page.evaluate(() => window.scrollTo(0, 90))
  return opened
}

interface Kept {
  readonly name: Element | null
  readonly animation: Animation
}

/** An animation that plays, and the very field that has the focus. */
function plant(page: Page): Promise<void> {
  return page.evaluate(() => {
    const frames = { opacity: [1, 1] }
    const animation = (document.querySelector('.summary') as Element).animate(frames, {
      duration: 1e3,
      iterations: Number.POSITIVE_INFINITY,
    })
    Object.assign(window, { kept: { name: document.activeElement, animation } satisfies Kept })
  })
}

async function expectKept(): Promise<void> {
  const { page, troubles } = watched
  const { typed, focus, caret, scroll, cart } = await readMemory(page)
  expect({ typed, focus, caret, scroll, cart }).toEqual({
    typed: 'Ada Lovel',
    focus: 'checkout-name',
    caret: [5, 5],
    scroll: 90,
    cart: '4',
  })
  expect(await page.getByTestId('voucher').inputValue()).toBe('HALF A VOU')
  const { isSame, state } = await page.evaluate(() => {
    const { name, animation } = (window as unknown as { kept: Kept }).kept
    return { isSame: document.activeElement === name, state: animation.playState }
  })
  expect([isSame, state]).toEqual([true, 'running'])
  expect(troubles).toEqual([])
}

function repair(target: Storefront, fixes: readonly Fix[]): void {
  target.fix()
  for (const { file, edits, files = {} } of fixes) {
    for (const [find, replace] of edits) {
      const parts = target.read(file).split(find)
      expect(parts.length, `${file}: ${find}`).toBe(2)
      target.write({ [file]: parts.join(replace) })
    }
    target.write(files)
  }
}

async function deliver(fixes: readonly Fix[]): Promise<void> {
  repair(project, fixes)
  const { code, output, report } = await project.emit()
  expect(code, output).toBe(0)
  expect(report.edits.map(({ verdict }) => verdict)).toEqual(report.edits.map(() => 'live'))
  await project.publish()
  expect(await nextResult(watched.page)).toMatchObject({ status: 'applied' })
}

beforeAll(async () => {
  project = await releaseStorefront(VITE_8)
  server = await serve(project, { tickMs: 3_600_000 })
})
afterAll(async () => {
  await watched?.context.close()
  await server?.close()
  project?.remove()
})

test('a customer is in the middle of it', async () => {
  watched = await begin(server.url)
  await plant(watched.page)
  before = await look(watched.page)
  await expectKept()
})

test.each(FIXES)('$what', async fix => {
  await deliver([fix])
  await expectKept()
  await fix.seen(watched.page)
  await expectKept()
})

test('all of it together looks as a fresh build does with the same state', async () => {
  const fresh = await releaseStorefront(VITE_8)
  repair(fresh, FIXES)
  await fresh.build()
  const other = await serve(fresh, { tickMs: 3_600_000 })
  const opened = await begin(other.url)
  try {
    await deliver(FIXES)
    for (const { seen } of FIXES) await seen(watched.page)
    await expectKept()
    // what is animated the browser draws apart, and its corners a little otherwise
    await plant(opened.page)
    const [here, there] = [await look(watched.page), await look(opened.page)]
    expect(here.markup).toBe(there.markup)
    expect(await differences(here.picture, there.picture)).toBeLessThanOrEqual(CORNERS)
    expect(await differences(here.picture, before.picture)).toBeGreaterThan(100)
  } finally {
    await opened.context.close()
    await other.close()
    fresh.remove()
  }
})

test('reverted, it looks as it did before', async () => {
  await project.publish('--revert')
  expect((await nextResult(watched.page)).status).toBe('reverted')
  await expectKept()
  expect((await look(watched.page)).markup).toBe(before.markup)
  expect(await differences((await look(watched.page)).picture, before.picture)).toBeLessThanOrEqual(CORNERS)
})
