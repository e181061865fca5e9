import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { HOSTS } from './support/hosts.js'
import { Shop } from './support/shop.js'
import { releaseStorefront, type Storefront, serve } from './support/storefront.js'

interface Case {
  readonly fix: string
  readonly what: string
  /** The customer comes to where the fault shows. */
  before(shop: Shop): Promise<void>
  /** The patch is in. */
  after(shop: Shop): Promise<void>
}

const RESERVED_MS = 600_000

const CASES: readonly Case[] = [
  {
    fix: '02b',
    what: 'the handler of the live socket',
    async before(shop) {
      const ticks = Number(await shop.text('feed-ticks'))
      await eventually(async () => Number(await shop.text('feed-ticks'))).toBeGreaterThan(ticks + 2)
      expect(await shop.text('stock-dockside-decaf')).toBe('3 in stock')
    },
    after: shop => shop.says('stock-dockside-decaf', /^Sold out$/),
  },
  {
    fix: '03b',
    what: 'a method with super and #private state',
    async before(shop) {
      await shop.add('harbour-blend', 4)
      await shop.goToCart()
      await shop.redeem('HARBOUR20')
      await shop.says('discount-harbour20', /^-€8.00$/)
    },
    after: shop => shop.says('discount-harbour20', /^-€5.00$/),
  },
  {
    fix: '07',
    what: 'a new helper function',
    async before(shop) {
      await shop.add('lighthouse-espresso', 1)
      await shop.goToCart()
      await shop.says('total-tax', /^€1.40$/)
    },
    after: shop => shop.says('total-tax', /^€1.41$/),
  },
  {
    fix: '08',
    what: 'an import that the module did not have',
    async before(shop) {
      await shop.add('harbour-blend', 1)
      await shop.goToCart()
      await shop.at('quantity-harbour-blend').fill('99')
      await shop.says('cart-count', /^99$/)
    },
    async after(shop) {
      await shop.at('quantity-harbour-blend').fill('98')
      await shop.says('cart-count', /^12$/)
      expect(await shop.at('quantity-harbour-blend').inputValue()).toBe('12')
    },
  },
  {
    fix: '10',
    what: 'the callback of a running interval',
    async before(shop) {
      await shop.page.evaluate(() => Object.assign(window, { since: Date.now() }))
      await shop.add('harbour-blend', 1)
      await shop.goToCart()
      // It runs twice as fast as it should: after three seconds it is three ahead.
      await eventually(() => ahead(shop)).toBeGreaterThan(2_500)
    },
    async after(shop) {
      await eventually(() => ahead(shop)).toBeLessThan(1_500)
      const clock = await shop.text('reservation-timer')
      await eventually(() => shop.text('reservation-timer')).not.toBe(clock)
      await eventually(() => ahead(shop)).toBeLessThan(1_500)
    },
  },
]

/** By how many milliseconds the shown reservation has run ahead of the true one. The display has whole seconds. */
function ahead({ page }: Shop): Promise<number> {
  return page.evaluate(reserved => {
    const text = document.querySelector('[data-testid=reservation-timer]')?.textContent ?? ''
    const [minutes = 0, seconds = 0] = text.split(':').map(Number)
    const { since } = window as unknown as { since: number }
    return since + reserved - Date.now() - (minutes * 60 + seconds) * 1000
  }, RESERVED_MS)
}

const browser = useBrowser()

describe.each(HOSTS)('$name: one fix at a time', host => {
  let project: Storefront
  let server: Awaited<ReturnType<typeof serve>>
  let watched: Watched | undefined

  beforeAll(async () => {
    project = await releaseStorefront(host)
    server = await serve(project, { tickMs: 50 })
  })
  afterAll(async () => {
    await server?.close()
    project?.remove()
  })

  test.for(CASES)('fix $fix: $what', async ({ fix, before, after }) => {
    await project.publish('--revert')
    watched = await openPage(browser(), server.url)
    const shop = new Shop(watched.page)
    await shop.at('product-harbour-blend').waitFor()
    await before(shop)
    project.fix(fix)
    const { code, output, report } = await project.emit()
    expect(code, output).toBe(0)
    expect(report.edits.map(edit => edit.verdict)).toEqual(report.edits.map(() => 'live'))
    await project.publish()
    expect((await nextResult(watched.page)).status).toBe('applied')
    await after(shop)
    expect(watched.troubles).toEqual([])
    await watched.context.close()
  })

  test('09: a component that would lose its state needs the word of the user, and nothing is emitted', async () => {
    const [dist, kept] = [project.tree('dist'), project.tree('.iaso')]
    project.fix('09')
    const { code, report, output } = await project.emit()
    expect(code).toBe(4)
    expect(report).toMatchObject({ outcome: 'needs-word' })
    expect(report.patch).toBeUndefined()
    const findings = report.edits.flatMap(edit => edit.findings)
    expect(findings.map(({ code, verdict, file }) => [code, verdict, file])).toContainEqual([
      'IASO3080',
      'suspect',
      'src/components/VoucherForm.tsx',
    ])
    expect(output).toContain('IASO3080')
    expect(project.tree('dist')).toEqual(dist)
    const news = Object.entries(project.tree('.iaso')).filter(([file, digest]) => kept[file] !== digest)
    expect(news.map(([file]) => file.replace(/^client\/\w+\//, ''))).toEqual(['report.json', 'report.txt'])
  })
})
