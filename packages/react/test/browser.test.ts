import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { bundle, openPage } from './support.js'

const HTML = `<!doctype html><div id="one"></div><div id="two"></div><div id="three"></div><div id="empty"></div><div id="portal"></div><div id="server"><span id="hydrated">old</span></div>`

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

describe.each(['18', '19'] as const)('React %s in production', version => {
  let code: string
  let page: Page
  const errors: string[] = []
  beforeAll(async () => {
    code = await bundle('fixture/app.js', version)
  })

  async function open(): Promise<void> {
    page = await openPage(browser, HTML, code, errors)
    await page.waitForSelector('#second-root')
    await page.waitForSelector('#portal-memo-new')
    await page.waitForFunction('globalThis.isHydrated')
  }

  /** What is on the screen once every root has rendered; React takes a task of its own for each. */
  const words = async (word: string) => {
    await page.waitForFunction(`shadowWord() === '${word}' &&
      ['plain', 'second-root', 'hydrated'].every(id => document.getElementById(id).textContent === '${word}')`)
    return page.evaluate('words()') as Promise<Record<string, string>>
  }

  const expected = (word: string, count: number, kept: string) => ({
    plain: word,
    memo: word,
    'memo-props': `${word}1`,
    'memo-equal': word,
    forward: word,
    'memo-forward': word,
    context: `${word}dark`,
    pure: `${word}${count}`,
    stubborn: word,
    constant: word,
    state: `${word} ${count} ${kept}`,
    reloading: `${word}${word}`,
    inside: word,
    waits: word,
    fallback: word,
    fragment: word,
    'portal-memo-new': word,
    portal: word,
    'second-root': word,
    hydrated: word,
  })

  it('shows a patch, the next one, and the release again', async () => {
    await open()
    expect(await page.evaluate('words()')).toEqual(expected('old', 0, 'fresh'))
    for (const [step, word] of [
      ['patch("one")', 'one'],
      ['patch("two")', 'two'],
      ['revert()', 'old'],
    ] as const) {
      await page.evaluate(step)
      expect(await words(word)).toEqual(expected(word, 0, 'kept'))
      expect(await page.evaluate('shadowWord()')).toBe(word)
    }
    expect(errors).toEqual([])
    await page.close()
  })

  it('keeps state, refs, what is typed and the focus, and runs no effect again', async () => {
    await open()
    await page.click('#state')
    await page.click('#pure')
    await page.fill('#free', 'half a sent')
    const before = await page.evaluate('effects.length')
    const node = await page.$('#state')
    const renders = (await page.evaluate('renders')) as number
    await page.evaluate('patch("new")')
    expect(await words('new')).toEqual(expected('new', 1, 'kept'))
    expect(await page.inputValue('#free')).toBe('half a sent')
    expect(await page.evaluate('document.activeElement.id')).toBe('free')
    expect(await page.evaluate('effects.length')).toBe(before)
    expect(await page.evaluate('renders')).toBe(renders + 1)
    expect(await node?.evaluate(element => element.isConnected)).toBe(true)
    await page.click('#state')
    expect(await page.textContent('#state')).toBe('new 2 kept')
    expect(errors).toEqual([])
    await page.close()
  })

  it('shows in content that was hidden while it waited', async () => {
    await open()
    await page.click('#reloading')
    await page.waitForSelector('#reload')
    await page.evaluate('patch("new")')
    await words('new')
    await page.evaluate('arrive()')
    await page.waitForSelector('#reload', { state: 'detached' })
    expect(await page.evaluate('words()')).toEqual(expected('new', 0, 'kept'))
    expect(errors).toEqual([])
    await page.close()
  })

  it('leaves nothing behind: afterwards, components skip as they did', async () => {
    await open()
    await page.evaluate('patch("new")')
    await words('new')
    await page.evaluate('renders = 0')
    await page.click('#pure')
    await page.waitForTimeout(50)
    expect(await page.evaluate('renders')).toBe(0)
    await page.evaluate('resolveLazy()')
    await page.waitForSelector('#lazy')
    expect(await page.textContent('#lazy')).toBe('new')
    await page.evaluate('uninstall()')
    await page.evaluate('revert()')
    await page.waitForTimeout(50)
    expect(await page.textContent('#plain')).toBe('new')
    expect(errors).toEqual([])
    await page.close()
  })

  it('complains once and leaves the page alone when React has changed', async () => {
    await open()
    await page.evaluate(`Object.defineProperty(Object.keys(document.getElementById('one'))
      .map(key => document.getElementById('one')[key]).find(fiber => fiber.stateNode).stateNode, 'current', { value: undefined })`)
    expect(await page.evaluate('patch("one")')).toBe('applied')
    expect(await page.evaluate('patch("two")')).toBe('applied')
    await expect.poll(() => errors).toEqual([expect.stringContaining('Iaso: patches show wherever React renders next')])
    await page.close()
  })

  it('shows in a document that React took over as a whole, and that goes on hearing events', async () => {
    const page = await browser.newPage()
    await page.route('http://shop.test/', route =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><html><head></head><body><button id="hit">old 0</button></body></html>',
      }),
    )
    await page.goto('http://shop.test/')
    await page.evaluate(await bundle('fixture/document.js', version))
    // React takes a task of its own to hear it.
    await expect
      .poll(async () => {
        await page.click('#hit')
        return page.textContent('#hit')
      })
      .toMatch(/^old [1-9]/)
    const hits = (await page.textContent('#hit'))?.slice('old '.length)
    await page.evaluate('patch("new")')
    expect(await page.textContent('#hit')).toBe(`new ${hits}`)
    await page.click('#hit')
    await expect.poll(() => page.textContent('#hit')).toBe(`new ${Number(hits) + 1}`)
    await page.close()
  })
})
