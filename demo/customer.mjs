/** Somebody who shops, in a browser's page. */
export async function openShop(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 420 } })
  const errors = []
  page.on('pageerror', error => errors.push(error.message))
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  await page.goto(url)
  await page.getByTestId('product-harbour-blend').waitFor()
  await page.evaluate(() => {
    window.sentinel = 'planted before the patch'
    window.results = []
    const { on } = globalThis[Symbol.for('iaso')]
    for (const event of ['applied', 'reverted', 'rejected', 'failed']) on(event, result => window.results.push(result))
  })
  return { page, errors }
}

/** Four bags in the cart, a gift wrap, half a name with the caret in the middle of it, and the page scrolled. */
export async function shop(page) {
  for (let bags = 0; bags < 4; bags++) await page.getByTestId('add-harbour-blend').click()
  await page.getByTestId('nav-cart').click()
  await page.getByTestId('to-checkout').click()
  await page.keyboard.press('Alt+g')
  await page.keyboard.press('Alt+g')
  await page.getByTestId('checkout-name').click()
  await page.keyboard.type('Ada Lovel')
  for (let steps = 0; steps < 4; steps++) await page.keyboard.press('ArrowLeft')
  await page.evaluate(() => window.scrollTo(0, 90))
}

/** What the page tells next of a patch, after those it has told already. */
export async function nextResult(page, told) {
  await waitFor(
    () => page.evaluate(() => window.results.length),
    length => length > told,
  )
  return page.evaluate(at => window.results[at], told)
}

export async function waitFor(read, isRight, milliseconds = 15_000) {
  const end = Date.now() + milliseconds
  for (;;) {
    const value = await read()
    if (isRight(value) || Date.now() > end) return value
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

export async function text(page, testId) {
  const place = page.getByTestId(testId)
  return (await place.count()) > 0 ? await place.textContent() : '(absent)'
}

/** What a reload would lose. */
export function readState(page) {
  return page.evaluate(() => {
    const field = document.querySelector('[data-testid=checkout-name]')
    const read = testId => document.querySelector(`[data-testid=${testId}]`)?.textContent ?? ''
    return {
      cart: read('cart-count'),
      typed: field?.value,
      caret: document.activeElement === field ? field?.selectionStart : undefined,
      scroll: window.scrollY,
      clock: read('reservation-timer'),
      ticks: Number(read('feed-ticks')),
      sentinel: window.sentinel,
      timeOrigin: performance.timeOrigin,
    }
  })
}
