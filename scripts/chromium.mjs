/** The browser of the tests: Chromium from `CHROMIUM_PATH`, or the first one on the PATH. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * @param {import('playwright-core').LaunchOptions} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchChromium(options = {}) {
  const executablePath = process.env.CHROMIUM_PATH || findOnPath()
  if (!executablePath) throw new Error('No Chromium found. Install it, or set CHROMIUM_PATH.')
  return chromium.launch({ ...options, executablePath, args: ARGS })
}

function findOnPath() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync)
}
