/** Firefox as an engine, as it is installed: from `FIREFOX_PATH`, or the first one on the PATH (Debian: apt-get install firefox-esr). */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pageEngine } from './page.mjs'

/** Absent where there is none. */
export async function firefox() {
  const executablePath = find()
  if (executablePath === undefined) return undefined
  const { default: puppeteer } = await import('puppeteer-core')
  // a page may be busy for longer than the protocol waits
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, protocolTimeout: 600_000 })
  const version = (await browser.version()).replace(/^\D+/, '')
  const names = { name: `Firefox ${version.split('.')[0]}`, v8: version }
  return await pageEngine(browser, names, () => browser.createBrowserContext())
}

function find() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const files = ['firefox', 'firefox-esr'].flatMap(name => folders.map(folder => join(folder, name)))
  return [process.env.FIREFOX_PATH ?? [], files].flat().find(existsSync)
}
