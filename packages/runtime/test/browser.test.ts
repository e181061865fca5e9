import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { type Host, openHost, publish, scriptFor } from './support/server.js'

const POLICY = "script-src 'self'; require-trusted-types-for 'script'; trusted-types iaso"
const APPLICATION = `
  Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' })
  Iaso.define('cart', 'print-cart', 1)([])
  const heard = []
  for (const event of ['applied', 'rejected', 'reverted', 'failed']) Iaso.on(event, result => heard.push(result.code ?? event))
  const client = Iaso.start({ url: 'patches', interval: 0 })`

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

async function open(host: Host): Promise<Page> {
  const runtime = readFileSync(new URL('../dist/iaso.global.js', import.meta.url), 'utf8')
  host.files.set('/', '<!doctype html><script src="iaso.js"></script><script src="app.js"></script>')
  host.files.set('/iaso.js', runtime)
  host.files.set('/app.js', APPLICATION)
  const page = await browser.newPage()
  // Playwright's own evaluation goes through the debugger, which the page's policy doesn't concern.
  await page.goto(host.url)
  return page
}

/** Asked from outside: `waitForFunction` evaluates text in the page, which its policy forbids. */
function until(page: Page, condition: string): Promise<void> {
  return expect.poll(() => page.evaluate(condition), { timeout: 15_000 }).toBe(true)
}

describe('the client for pages, under the strictest policy', () => {
  it('applies, rejects an edited file, and reverts', async () => {
    const host = await openHost({ 'content-security-policy': POLICY })
    publish(host, 'one')
    const page = await open(host)
    await until(page, 'globalThis.$cart0?.() === "one"')
    publish(host, 'two')
    host.files.set('/patches/r1/two.js', scriptFor('two').replace("=> 'two'", "=> 'owt'"))
    expect(await page.evaluate('client.check()')).toMatchObject({ status: 'rejected', code: 'IASO1210', patch: 'two' })
    expect(await page.evaluate('$cart0()')).toBe('one')
    publish(host, 'three')
    expect(await page.evaluate('client.check()')).toMatchObject({ status: 'applied', patch: 'three' })
    host.files.set('/patches/r1.json', JSON.stringify({ schema: 1, app: 'shop', release: 'r1', patch: null }))
    expect(await page.evaluate('client.check()')).toMatchObject({ status: 'reverted' })
    expect(await page.evaluate('heard')).toEqual(['applied', 'IASO1210', 'applied', 'reverted'])
    expect(await page.evaluate('document.scripts.length')).toBe(2)
    await page.close()
    await host.close()
  })

  it('shares the policy with a second copy of the client', async () => {
    const host = await openHost({ 'content-security-policy': POLICY })
    publish(host, 'one')
    host.files.set('/patches/w1.json', JSON.stringify({ schema: 1, app: 'widget', release: 'w1', patch: null }))
    const page = await open(host)
    await until(page, 'globalThis.$cart0?.() === "one"')
    host.files.set('/copy.js', String(host.files.get('/iaso.js')).replace('Iaso', 'Copy'))
    host.files.set(
      '/two.html',
      '<!doctype html><script src="iaso.js"></script><script src="copy.js"></script><script src="app.js"></script><script src="second.js"></script>',
    )
    host.files.set(
      '/second.js',
      `client.stop(); client.check().then(() => { Iaso.revert('shop'); globalThis.second = Copy.start({ url: 'patches', interval: 0 }) })`,
    )
    await page.goto(`${host.url}/two.html`)
    await until(page, '!!globalThis.second')
    await page.evaluate('second.check()')
    expect(await page.evaluate('$cart0()')).toBe('one')
    await page.close()
    await host.close()
  })
})

describe('the client for workers', () => {
  it.each([
    ['classic', {}],
    ['module', { type: 'module' }],
  ])('%s: applies, rejects an edited file, and reverts', async (_, options) => {
    const host = await openHost({ 'content-security-policy': POLICY })
    publish(host, 'one')
    const page = await open(host)
    const runtime = readFileSync(new URL('../dist/iaso.global.js', import.meta.url), 'utf8')
    const answer = 'onmessage = async () => postMessage([(await client.check())?.status, globalThis.$cart0?.()])'
    host.files.set('/worker.js', `${runtime}\n${APPLICATION}\n${answer}`)
    const ask = () =>
      page.evaluate(
        `new Promise(done => { worker.onmessage = ({ data }) => done(data); worker.onerror = event => done(event.message); worker.postMessage(0) })`,
      )
    host.files.set(
      '/start.js',
      `globalThis.worker = new Worker(trustedTypes.createPolicy('iaso', { createScriptURL: url => url }).createScriptURL('/worker.js'), ${JSON.stringify(options)})`,
    )
    host.files.set('/worker.html', '<!doctype html><script src="start.js"></script>')
    await page.goto(`${host.url}/worker.html`)
    await expect.poll(ask).toEqual([undefined, 'one'])
    publish(host, 'two')
    host.files.set('/patches/r1/two.js', scriptFor('two').replace("=> 'two'", "=> 'owt'"))
    expect(await ask()).toEqual(['rejected', 'one'])
    publish(host, 'three')
    expect(await ask()).toEqual(['applied', 'three'])
    host.files.set('/patches/r1.json', JSON.stringify({ schema: 1, app: 'shop', release: 'r1', patch: null }))
    expect(await ask()).toEqual(['reverted', undefined])
    await page.close()
    await host.close()
  })
})
