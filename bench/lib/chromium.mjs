/** Chromium as an engine. */
import { ensureChromium, launchChromium } from '../../scripts/chromium.mjs'
import { pageEngine } from './page.mjs'

export async function chromium() {
  ensureChromium()
  const browser = await launchChromium({ args: ['--js-flags=--expose-gc'] })
  const version = browser.version()
  return await pageEngine(browser, { name: `Chromium ${version.split('.')[0]}`, v8: version }, () =>
    browser.newContext(),
  )
}
