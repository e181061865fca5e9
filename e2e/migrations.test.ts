import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { REPOSITORY, VITE_8 } from './support/hosts.js'
import { runNode } from './support/run.js'
import { Shop } from './support/shop.js'
import { releaseStorefront, type Storefront, serve } from './support/storefront.js'

const browser = useBrowser()
let project: Storefront
let server: Awaited<ReturnType<typeof serve>>
const open: Watched[] = []

beforeAll(async () => {
  project = await releaseStorefront(VITE_8)
  server = await serve(project)
})
afterAll(async () => {
  for (const { context } of open) await context.close()
  await server?.close()
  project?.remove()
})

/** A customer with a voucher whose cap is ignored: fix 03b honours it, and then it is too low. */
async function enter(): Promise<{ watched: Watched; shop: Shop }> {
  const watched = await openPage(browser(), server.url)
  open.push(watched)
  const shop = new Shop(watched.page)
  await shop.add('harbour-blend', 4)
  await shop.goToCart()
  await shop.redeem('HARBOUR20')
  return { watched, shop }
}

/** The vouchers are made once, when the shop starts. */
function raiseCap(...fixes: string[]): void {
  project.fix('03b', ...fixes)
  project.write({ 'src/pricing.ts': project.read('src/pricing.ts').replace('20, 500', '20, 600') })
}

async function deliver({ page }: Watched) {
  const { code, output } = await project.emit()
  expect(code, output).toBe(0)
  await project.publish()
  return nextResult(page)
}

test('a migration in TypeScript carries over what the patch alone can not', async () => {
  const one = await enter()
  await one.shop.says('discount-harbour20', /^-€8.00$/)
  raiseCap()
  expect(await project.emit()).toMatchObject({ code: 5, output: expect.stringContaining('IASO2002') })

  const { code, output } = await project.iaso('migration', 'new', 'voucher cap')
  expect([code, output]).toEqual([0, expect.stringContaining('0001-voucher-cap.ts')])
  const file = `iaso/migrations/${project.mapping().release}/0001-voucher-cap.ts`
  expect(await project.emit()).toMatchObject({ code: 5, output: expect.stringContaining('IASO2164') })

  const setCap = (cents: string) => `modules['src/pricing.ts'].pricing.addVoucher('HARBOUR20', 20, ${cents})`
  const finish = (cents: string) =>
    project
      .read(file)
      .replace(', unfinished', '')
      .replace(
        /up\(.*/s,
        `up({ modules }) {\n    ${setCap(cents)}\n  },\n  down({ modules }) {\n    ${setCap('500')}\n  },\n})\n`,
      )
  const tsc = () => runNode([join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', '.'], project.root)
  const skeleton = project.read(file)
  project.write({ [file]: finish("'much'") })
  expect(await tsc()).toMatchObject({ code: 1, output: expect.stringContaining('TS2345') })
  project.write({ [file]: skeleton })
  project.write({ [file]: finish('600') })
  expect(await tsc()).toMatchObject({ code: 0 })

  expect(await deliver(one.watched)).toMatchObject({ status: 'applied' })
  await one.shop.says('discount-harbour20', /^-€6.00$/)
  expect(one.watched.troubles).toEqual([])
})

test('the next patch has it too: for tabs that skipped the first, and not again for those that ran it', async () => {
  const [first] = open as [Watched]
  const ran = (watched: Watched) => watched.page.evaluate(() => (window as unknown as { ran?: number }).ran ?? 0)
  const file = `iaso/migrations/${project.mapping().release}/0002-count.ts`
  project.write({
    [file]: `import { defineMigration } from '@iaso/runtime/migration'
export default defineMigration<object>({
  up() {
    Object.assign(window, { ran: ((window as { ran?: number }).ran ?? 0) + 1 })
  },
})
`,
  })
  raiseCap('01')
  expect(await deliver(first)).toMatchObject({ status: 'applied' })
  const late = await enter()
  await late.shop.says('discount-harbour20', /^-€6.00$/)
  expect([await ran(first), await ran(late.watched)]).toEqual([1, 1])
  raiseCap('01', '04')
  expect(await deliver(first)).toMatchObject({ status: 'applied' })
  await new Shop(first.page).says('discount-harbour20', /^-€6.00$/)
  expect(await ran(first)).toBe(1)
})

test('back to the release, the vouchers are as they were', async () => {
  await project.publish('--revert')
  for (const { page, troubles } of open) {
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    await new Shop(page).says('discount-harbour20', /^-€8.00$/)
    expect(troubles).toEqual([])
  }
})
