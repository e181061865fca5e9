import { createServer } from 'node:net'
import { join } from 'node:path'
import { startServer } from '../examples/storefront/server.mjs'
import { launchChromium } from '../scripts/chromium.mjs'
import { nextResult, openShop, readState, shop, text, waitFor } from './customer.mjs'
import { chapter, check, checks, count, diff, line, plural, quote, table, timed } from './print.mjs'
import { copyShop, emitPatch, measureScripts, readFix } from './shop.mjs'

const FIRST = '01-free-shipping'
const MORE = ['02-gift-wrap-shortcut', '03-multi-buy', '04-summary-heading', '05-average-order']

/** Release, customer, fix, patch, four more, revert. Every claim is checked. */
export async function tellStory({ headless, keep }) {
  const copy = copyShop()
  const server = await release(copy)
  // Playwright would end the process at Ctrl-C; then nobody would clean up.
  const browser = await launchChromium({ headless, handleSIGINT: false })
  try {
    const { page, errors } = await openShop(browser, server.url)
    const before = await goShopping(page, server)
    await repairOne(copy, page)
    await checkState(page, server, before)
    await repairMore(copy, page)
    await checkState(page, server, before)
    await openLazyRoute(page)
    await takeBack(copy, page)
    check('console of the page', errors.length === 0 ? 'no errors' : errors.join('; '), errors.length === 0)
    conclude()
    if (keep) await keepOpen(copy, server)
  } finally {
    await browser.close()
    await server.close()
    copy.remove()
  }
}

async function release(copy) {
  chapter('The release')
  await timed('iaso build, in a copy of examples/storefront', () => copy.iaso('build'))
  await copy.iaso('publish', 'patches')
  const server = await startServer({
    dist: join(copy.root, 'dist'),
    patches: join(copy.root, 'patches'),
    port: await freePort(),
  })
  line(`open at ${server.url}, under Content-Security-Policy: script-src 'self'`)
  const { bytes, brotli } = measureScripts(join(copy.root, 'dist'))
  line(`JavaScript: ${count(bytes)} B, ${count(brotli)} B brotli`)
  return server
}

async function goShopping(page, server) {
  chapter('A customer comes')
  await shop(page)
  const state = await readState(page)
  line(`${state.cart} bags in the cart, "${state.typed}" half typed, the caret after ${state.caret} letters`)
  line(`the reservation runs: ${state.clock}; the feed has ticked ${state.ticks} times over ${server.sockets()} socket`)
  line(`shipping costs ${await text(page, 'total-shipping')}, though it should be free from €40.00 on`)
  return state
}

async function repairOne(copy, page) {
  chapter('The bug is repaired in the source, and the page takes the patch')
  const { file, find, replace } = readFix(FIRST)
  diff(file, find, replace)
  await deliver(copy, page, () => copy.edit(file, find, replace))
  await checkScreen(page, [['total-shipping', '€0.00']])
}

async function repairMore(copy, page) {
  chapter('Four more, of other kinds; one patch replaces the other')
  const fixes = MORE.map(readFix)
  for (const { file, title } of fixes) line(`${file.split('/').at(-1).padEnd(28)} ${title}`)
  await deliver(copy, page, () => {
    for (const { file, find, replace } of fixes) copy.edit(file, find, replace)
  })
  await page.keyboard.press('Alt+g')
  await checkScreen(page, [
    ['total-shipping', '€0.00'],
    ['total-gift', '€0.00'],
    ['discount-every', '-€10.00'],
    ['summary-heading', 'Your order, 4 items'],
  ])
}

/** Edits, emits, publishes, waits for the page, and shows what came of it. */
async function deliver(copy, page, edit) {
  const told = await page.evaluate(() => window.results.length)
  const release = measureScripts(join(copy.root, 'dist'))
  edit()
  const { report, text: words } = await timed('iaso build --emit-patch', () => emitPatch(copy))
  quote(words)
  await copy.iaso('publish', 'patches')
  const result = await nextResult(page, told)
  line()
  table([
    ['', 'bytes', 'brotli'],
    ['the release (JavaScript)', count(release.bytes), count(release.brotli)],
    ['the patch', count(report.patch.bytes), count(report.patch.brotli)],
  ])
  line()
  check(
    'the open page',
    `${result?.status}: ${plural(report.functions, 'function')} in ${result?.ms.toFixed(1)} ms`,
    result?.status === 'applied',
  )
}

async function checkScreen(page, expected) {
  for (const [testId, right] of expected) {
    const seen = await waitFor(
      () => text(page, testId),
      value => value === right,
    )
    check(testId, seen, seen === right)
  }
}

/** Nothing that a reload would lose is lost, and what runs goes on. */
async function checkState(page, server, before) {
  const now = await waitFor(
    () => readState(page),
    ({ ticks, clock }) => ticks > before.ticks && clock < before.clock,
  )
  line()
  check('cart', `${now.cart} bags`, now.cart === before.cart)
  check('typed, caret', `"${now.typed}", ${now.caret}`, now.typed === before.typed && now.caret === before.caret)
  check('scroll position', `${now.scroll} px`, now.scroll === before.scroll)
  check('running timer', `${before.clock} → ${now.clock}`, now.clock < before.clock)
  check(
    'open socket',
    `still the first; tick ${before.ticks} → ${now.ticks}`,
    server.sockets() === 1 && now.ticks > before.ticks,
  )
  check('global variable', now.sentinel, now.sentinel === before.sentinel)
  check('performance.timeOrigin', 'the same: no reload', now.timeOrigin === before.timeOrigin)
}

async function openLazyRoute(page) {
  chapter('A route that was not loaded yet')
  await page.getByTestId('nav-dashboard').click()
  await checkScreen(page, [['dashboard-average', readFix('05-average-order').after]])
}

async function takeBack(copy, page) {
  chapter('All of it is taken back: iaso publish --revert')
  const told = await page.evaluate(() => window.results.length)
  await copy.iaso('publish', 'patches', '--revert')
  const result = await nextResult(page, told)
  check('the open page', `${result?.status} in ${result?.ms.toFixed(1)} ms`, result?.status === 'reverted')
  await page.getByTestId('nav-cart').click()
  await checkScreen(page, [
    ['total-shipping', '€4.90'],
    ['discount-every', '(absent)'],
    ['summary-heading', 'Your order, 4 item'],
  ])
}

function conclude() {
  const { passed, failed } = checks
  line()
  line(failed === 0 ? `All ${passed} checks hold.` : `${failed} of ${passed + failed} checks do not hold.`)
}

async function keepOpen(copy, server) {
  chapter('Your turn')
  line(`the shop     ${server.url}`)
  line(`its source   ${copy.root}/src`)
  line()
  line(`cd ${copy.root}`)
  line('npx iaso build --emit-patch && npx iaso publish patches')
  line()
  line('Ctrl-C ends it.')
  await new Promise(resolve => process.once('SIGINT', resolve))
}

/** The example's usual port if nobody has it. */
async function freePort() {
  const server = createServer()
  const isFree = await new Promise(resolve => {
    server.once('error', () => resolve(false))
    server.listen(4173, '127.0.0.1', () => resolve(true))
  })
  server.close()
  return isFree ? 4173 : 0
}
