/** Chromium as an engine: every job in a browser context of its own. */
import { ensureChromium, launchChromium } from '../../scripts/chromium.mjs'
import { inPage, serve } from './page.mjs'

export async function chromium() {
  ensureChromium()
  const browser = await launchChromium({ args: ['--js-flags=--expose-gc'] })
  const server = await serve()
  const origin = `http://localhost:${server.address().port}`
  return {
    name: `Chromium ${browser.version().split('.')[0]}`,
    v8: browser.version(),
    run: job => runIn(browser, origin, job),
    async close() {
      await browser.close()
      server.close()
    },
  }
}

async function runIn(browser, origin, job) {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${origin}/`)
    return await page.evaluate(inPage, job)
  } finally {
    await context.close()
  }
}
