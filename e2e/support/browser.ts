import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchChromium } from '../../scripts/chromium.mjs'

/** Of `@iaso/runtime`, as far as it is used here. */
export interface Result {
  readonly status: 'applied' | 'reverted' | 'rejected' | 'failed'
  readonly code?: string
  readonly patch?: string
  readonly functions: number
  readonly ms: number
}

interface State {
  readonly release: string | undefined
  readonly patch: string | undefined
  readonly pending: readonly string[]
}

/** A page and everything that went wrong in it: thrown, complained of on the console, forbidden by its policy. */
export interface Watched {
  readonly page: Page
  readonly troubles: string[]
  readonly context: BrowserContext
}

/** One browser a test file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  return () => browser as Browser
}

export async function openPage(
  browser: Browser,
  url: string,
  viewport = { width: 1000, height: 420 },
): Promise<Watched> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', error => troubles.push(`thrown: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} ${message.location().url}`)
  })
  await page.exposeFunction('violated', (directive: string, what: string) =>
    troubles.push(`policy: ${directive} ${what}`),
  )
  await page.addInitScript(watchPage)
  await page.goto(url)
  return { page, troubles, context }
}

/** Runs in the page, before its own code. */
function watchPage(): void {
  const page = window as unknown as Record<string, unknown> & { violated(directive: string, what: string): void }
  document.addEventListener('securitypolicyviolation', event =>
    page.violated(event.violatedDirective, event.blockedURI),
  )
  const heard: unknown[] = []
  page['heard'] = heard
  const timers: number[] = []
  page['timers'] = timers
  const start = window.setInterval
  window.setInterval = ((...args: Parameters<typeof start>) => {
    const timer = start(...args)
    timers.push(timer)
    return timer
  }) as typeof start
}

/**
 * The page as it is drawn from nothing: what is drawn again in part has corners that are a little otherwise. Nothing moves any more: pictures that load,
 * styles that pass over into others.
 */
export async function photographPage(page: Page, options: Parameters<Page['screenshot']>[0] = {}): Promise<Buffer> {
  await page.evaluate(async () => {
    document.documentElement.style.willChange = 'opacity'
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  })
  const shoot = () => page.screenshot({ caret: 'hide', ...options })
  let picture = await shoot()
  for (let last: Buffer | undefined; !last?.equals(picture); ) [last, picture] = [picture, await shoot()]
  await page.evaluate(() => document.documentElement.removeAttribute('style'))
  return picture
}

/** Asks until the answer is right, or for so long that a busy machine is no excuse. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 45_000, interval: 30 })
}

/**
 * What the page's runtime tells of the next patch or revert. As when the user comes back to the tab: the page looks for news.
 */
export async function nextResult(page: Page): Promise<Result> {
  await page.evaluate(listen)
  let heard: Result | undefined
  const look = async () => {
    heard = await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
      return (window as unknown as { heard: Result[] }).heard[0]
    })
    return heard?.status
  }
  await eventually(look).toBeDefined()
  return heard as Result
}

/** What the page's runtime says of its application: the one that is named, or the only one. */
export function readState(page: Page, app?: string): Promise<State> {
  return page.evaluate(app => {
    type Live = { release?: string; patch?: { id: string; seq: number }; pending?: Set<string> }
    const runtime = (globalThis as unknown as Record<symbol, { state(app: string): Live }>)[Symbol.for('iaso')]
    const only = Object.getOwnPropertyNames(globalThis).find(name => name.startsWith('$iaso:'))
    const { release, patch, pending } = runtime?.state(app ?? only?.slice('$iaso:'.length) ?? '') ?? {}
    return { release, patch: patch?.id, seq: patch?.seq, pending: [...(pending ?? [])] } as State
  }, app)
}

function listen(): void {
  type Runtime = { on(event: string, hear: (result: unknown) => void): () => void }
  const page = window as unknown as { heard: unknown[]; ends?: (() => void)[] }
  const runtime = (globalThis as unknown as Record<symbol, Runtime>)[Symbol.for('iaso')]
  for (const end of page.ends ?? []) end()
  page.heard = []
  const events = ['applied', 'reverted', 'rejected', 'failed']
  page.ends = events.map(event => runtime?.on(event, result => page.heard.push(result)) as () => void)
}
