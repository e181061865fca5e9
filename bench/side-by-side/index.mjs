/** From "the new code is there" to "the page, or the process, runs it, state as before". */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { ensureChromium, launchChromium } from '../../scripts/chromium.mjs'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'
import * as builds from './builds.mjs'
import { inProcess } from './process.mjs'
import { MODULES } from './shop.mjs'

export const about = `a fix in one of ${MODULES} modules, until it runs: milliseconds, bytes loaded, and what became of the state`

export async function run({ folder, rounds = 7 }) {
  const iaso = await builds.iaso(join(folder, 'iaso'))
  const hot = await builds.hot(join(folder, 'hot'))
  const plain = await builds.plain(join(folder, 'plain'))
  const ways = {
    Iaso: { files: { 'main.js': readFileSync(join(iaso.page, 'main.js')), 'patch.js': iaso.patch }, repair: patch },
    'a full reload': { files: { 'main.js': plain.before, 'next.js': plain.after }, repair: reload },
    "webpack's hot replacement": { files: Object.fromEntries(hot.page), later: hot.dist, repair: replace },
  }
  const pages = await inPage(ways, rounds)
  return [...pages, ...(await inProcess(folder, rounds))]
}

export const show = rows =>
  table(
    ['way', 'where', 'ms', 'bytes loaded', 'state of the module', 'state of the others'],
    rows.map(({ way, where, ms, bytes, own, others }) => [
      way,
      where,
      ms.toFixed(1),
      bytes === undefined ? '' : String(bytes),
      own,
      others,
    ]),
  )

async function inPage(ways, rounds) {
  ensureChromium()
  const browser = await launchChromium()
  const results = Object.fromEntries(Object.keys(ways).map(way => [way, []]))
  try {
    for (let round = 0; round < rounds; round++)
      for (const [way, { files, later, repair }] of Object.entries(ways))
        results[way].push(await once(browser, files, later, repair))
    return Object.entries(results).map(([way, all]) => ({
      ...all[0],
      way,
      where: `Chromium ${browser.version().split('.')[0]}`,
      ms: median(all.map(({ ms }) => ms)),
    }))
  } finally {
    await browser.close()
  }
}

async function once(browser, files, later, repair) {
  const host = await serve(files, later)
  const page = await browser.newPage()
  try {
    await page.goto(host.url)
    const before = await page.evaluate(() => [shop.sell(5), shop.sell(5), shop.state()])
    if (before[0] !== 5) throw new Error(`before the fix it asks ${before[0]}`)
    host.loaded = 0
    const ms = await repair(page, host)
    const [state, price] = await page.evaluate(() => [shop.state(), shop.sell(5)])
    if (price !== 10) throw new Error(`after the fix it asks ${price}`)
    return {
      ms,
      bytes: host.loaded,
      own: state.sold === 10 ? 'kept' : 'lost',
      others: state.visits === 2 ? 'kept' : 'lost',
    }
  } finally {
    await page.close()
    host.close()
  }
}

const patch = page =>
  page.evaluate(async () => {
    const start = performance.now()
    await new Promise(done =>
      document.head.append(Object.assign(document.createElement('script'), { src: 'patch.js', onload: done })),
    )
    return performance.now() - start
  })

const replace = (page, host) => {
  host.published = true
  return page.evaluate(async () => {
    const start = performance.now()
    await check()
    return performance.now() - start
  })
}

async function reload(page, host) {
  host.files['main.js'] = host.files['next.js']
  const start = performance.now()
  await page.reload()
  await page.waitForFunction(() => globalThis.shop)
  return performance.now() - start
}

async function serve(files, later) {
  const host = { files: { ...files }, loaded: 0, published: false }
  const read = name =>
    host.files[name] ?? (host.published && existsSync(join(later, name)) ? readFileSync(join(later, name)) : undefined)
  const server = createServer(({ url }, response) => {
    const name = url.slice(1)
    const body = name === '' ? '<!doctype html><script src="main.js"></script>' : read(name)
    if (body === undefined) return void response.writeHead(404).end()
    host.loaded += Buffer.byteLength(body)
    response
      .writeHead(200, {
        'content-type': name === '' ? 'text/html' : name.endsWith('.json') ? 'application/json' : 'text/javascript',
        'cache-control': 'no-store',
      })
      .end(body)
  })
  await new Promise(done => server.listen(0, done))
  return Object.assign(host, { url: `http://localhost:${server.address().port}/`, close: () => server.close() })
}
