/** The browser of the tests: Chromium from `CHROMIUM_PATH`, or the first one on the PATH. Run as a script, it sees to it that there is one. */
import { spawnSync } from 'node:child_process'
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
  const executablePath = findChromium()
  if (!executablePath) throw new Error('No Chromium found. Install it, or set CHROMIUM_PATH.')
  return chromium.launch({ ...options, executablePath, args: [...ARGS, ...(options.args ?? [])] })
}

/** Where there is none, and this is a Debian on which we may: from its packages. */
export function ensureChromium() {
  if (findChromium()) return
  const mayInstall = process.getuid?.() === 0 && find(['apt-get']) !== undefined
  if (!mayInstall)
    throw new Error('No Chromium found. Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.')
  for (const words of [['update'], ['install', '-y', 'chromium']]) {
    const { status } = spawnSync('apt-get', words, { stdio: 'inherit' })
    if (status !== 0) throw new Error(`apt-get ${words.join(' ')} failed.`)
  }
}

function findChromium() {
  return process.env.CHROMIUM_PATH || find(NAMES)
}

function find(names) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync)
}

if (process.argv[1] === import.meta.filename) ensureChromium()
