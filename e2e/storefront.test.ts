import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, nextResult, openPage, readState, useBrowser, type Watched } from './support/browser.js'
import { HOSTS } from './support/hosts.js'
import { type Memory, readMemory, Shop } from './support/shop.js'
import { releaseStorefront, type Storefront, serve } from './support/storefront.js'

const FIRST = ['01', '02', '03', '04', '05']

const browser = useBrowser()

describe.each(HOSTS)('$name: one tab of the storefront, from release to revert', host => {
  let project: Storefront
  let server: Awaited<ReturnType<typeof serve>>
  let watched: Watched
  let shop: Shop
  let before: Memory

  beforeAll(async () => {
    project = await releaseStorefront(host)
    server = await serve(project)
    watched = await openPage(browser(), server.url)
    shop = new Shop(watched.page)
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    project?.remove()
  })

  /** All that a reload would lose. */
  async function expectStateKept(): Promise<void> {
    expect(await readMemory(watched.page)).toEqual(before)
    expect(server.sockets()).toBe(1)
    const [ticks, clock] = [Number(await shop.text('feed-ticks')), await shop.text('reservation-timer')]
    await eventually(async () => Number(await shop.text('feed-ticks'))).toBeGreaterThan(ticks)
    await eventually(() => shop.text('reservation-timer')).not.toBe(clock)
    expect((await shop.text('reservation-timer')) < clock).toBe(true)
    expect(watched.troubles).toEqual([])
  }

  /** The source as it is now, on its way into the open page. */
  async function deliver() {
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    return nextResult(watched.page)
  }

  test('a customer is in the middle of it', async () => {
    await shop.add('harbour-blend', 4)
    await shop.goToCheckout()
    await shop.page.keyboard.press('Alt+g')
    await shop.page.keyboard.press('Alt+g')
    await shop.typeName()
    await shop.page.evaluate(() => {
      ;(window as unknown as { sentinel: string }).sentinel = 'planted'
      window.scrollTo(0, 90)
    })
    before = await readMemory(watched.page)
    expect(before).toMatchObject({ typed: 'Ada Lovel', focus: 'checkout-name', caret: [5, 5], scroll: 90, cart: '4' })
    expect(await shop.text('total-shipping')).toBe('€4.90')
    expect(await shop.text('total-gift')).toBe('€3.50')
    expect(await shop.at('discount-every').count()).toBe(0)
    expect(await shop.text('summary-heading')).toBe('Your order, 4 item')
  })

  test('one patch repairs five things, and the customer notices nothing else', async () => {
    const dist = project.tree('dist')
    project.fix(...FIRST)
    const result = await deliver()
    expect(result).toMatchObject({ status: 'applied' })
    await shop.says('summary-heading', /^Your order, 4 items$/)
    expect(await shop.text('total-shipping')).toBe('€0.00')
    expect(await shop.text('discount-every')).toBe('-€10.00')
    await expectStateKept()
    expect(project.tree('dist')).toEqual(dist)
  })

  test('the handler from start-up runs the new code, with what it had captured', async () => {
    const used = Number(await shop.text('shortcuts-used'))
    await shop.page.keyboard.press('Alt+g')
    await shop.says('total-gift', /^€0.00$/)
    expect(Number(await shop.text('shortcuts-used'))).toBe(used + 1)
    await expectStateKept()
  })

  test('the route that was not loaded yet is repaired before it runs', async () => {
    expect(await chunks('DashboardPage')).toBe(0)
    expect((await readState(shop.page)).pending).toHaveLength(1)
    await shop.at('nav-dashboard').click()
    await shop.says('dashboard-average', /^€30.91$/)
    expect(await chunks('DashboardPage')).toBe(1)
    expect((await readState(shop.page)).pending).toEqual([])
  })

  test('a second patch takes the place of the first, and keeps what that repaired', async () => {
    await shop.goToCart()
    await shop.at('quantity-harbour-blend').fill('3')
    await shop.at('region').selectOption('europe')
    await shop.says('total-shipping', /^€7.90$/)
    await shop.at('to-checkout').click()
    await shop.typeName()
    before = { ...(await readMemory(watched.page)), timeOrigin: before.timeOrigin, sentinel: before.sentinel }
    project.fix(...FIRST, '06')
    expect((await deliver()).status).toBe('applied')
    await shop.says('total-shipping', /^€9.40$/)
    expect(await shop.text('summary-heading')).toBe('Your order, 3 items')
    await expectStateKept()
  })

  test('revert brings the behaviour of the release back', async () => {
    await project.publish('--revert')
    expect((await nextResult(watched.page)).status).toBe('reverted')
    await shop.says('total-shipping', /^€7.90$/)
    expect(await shop.text('summary-heading')).toBe('Your order, 3 item')
    for (const _ of [1, 2]) await shop.page.keyboard.press('Alt+g')
    await shop.says('total-gift', /^€3.50$/)
    await expectStateKept()
  })

  test('and it can be applied again', async () => {
    await project.publish()
    expect(await nextResult(watched.page)).toMatchObject({ status: 'applied' })
    await shop.says('total-shipping', /^€9.40$/)
    expect(await shop.text('summary-heading')).toBe('Your order, 3 items')
    await shop.page.keyboard.press('Alt+g')
    await shop.says('total-gift', /^€0.00$/)
    await expectStateKept()
    await shop.at('nav-dashboard').click()
    await shop.says('dashboard-average', /^€30.91$/)
  })

  /** How many scripts of that name the page has loaded. */
  function chunks(name: string): Promise<number> {
    const scripts = (part: string) =>
      performance
        .getEntriesByType('resource')
        .filter(entry => new RegExp(`[/_]${part}(_tsx)?-.*\\.js$`).test(entry.name)).length
    return shop.page.evaluate(scripts, name)
  }
})
