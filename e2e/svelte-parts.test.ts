import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { type Host, REPOSITORY, VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import { copyProject, type Project, released } from './support/project.js'
import { servePublished } from './support/serve.js'

const HOST = VITE_7

function releaseParts(host: Host): Promise<Project> {
  return released('svelte-parts', host, () => copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-parts'), host))
}

interface Parts extends Watched {
  close(): Promise<void>
}

/** Everything is in a state that it did not begin with. */
async function openParts(browser: Browser, project: Project): Promise<Parts> {
  const server = await servePublished(project)
  const watched = await openPage(browser, server.url, { width: 700, height: 700 })
  const { page } = watched
  await page.click('#more')
  await page.click('#more')
  await page.click('#shuffle')
  await page.click('.again')
  await page.click('#badge .hit')
  await page.check('ul .inner:nth-child(2) input')
  await page.fill('.title', 'Grace')
  await settle(page)
  return {
    ...watched,
    async close() {
      await watched.context.close()
      await server.close()
    },
  }
}

/** Transitions are over, and promises settled. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.getAnimations().length === 0 && !document.body.textContent?.includes('waiting'),
  )
}

function markupOf(page: Page): Promise<string> {
  return page.evaluate(() => `${document.head.querySelector('meta[name=frame]')?.outerHTML} ${document.body.innerHTML}`)
}

const browser = useBrowser()

describe('Svelte instances that are made anew', () => {
  let project: Project
  let parts: Parts

  beforeAll(async () => {
    project = await releaseParts(HOST)
    await project.publish()
    parts = await openParts(browser(), project)
  })
  afterAll(async () => {
    await parts?.close()
    project?.remove()
  })

  async function deliver(...argv: string[]): Promise<string> {
    const { code, output } = await project.emit(...argv)
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(parts.page), output).toMatchObject({ status: 'applied' })
    await settle(parts.page)
    expect(parts.troubles, output).toEqual([])
    return output
  }

  async function expectFresh(): Promise<void> {
    const fresh = await releaseParts(HOST)
    for (const file of Object.keys(project.tree('src'))) fresh.write({ [`src/${file}`]: project.read(`src/${file}`) })
    await fresh.build()
    const other = await openParts(browser(), fresh)
    try {
      expect(await markupOf(parts.page)).toBe(await markupOf(other.page))
    } finally {
      await other.close()
      fresh.remove()
    }
  }

  const log = () => parts.page.evaluate(() => (globalThis as unknown as { log: string[] }).log.splice(0))
  const total = () => parts.page.evaluate(() => (globalThis as unknown as { app: { total(): number } }).app.total())

  test('functions that a component gives away, effects and their cleanup, listeners of the window', async () => {
    const { page } = parts
    await log()
    change(project, 'src/Counter.svelte', '<p class="counter">', '{#if count > 1}<u>many</u>{/if} <p class="counter">')
    change(project, 'src/Counter.svelte', 'return sum }', 'return sum + 100 }')
    expect(await deliver('--allow', 'suspect')).toContain('since it was mounted')
    await expectFresh()
    expect(await log()).toEqual(['destroy', 'cleanup', 'mount', 'effect 2'])
    expect(await total()).toBe(107)
    await page.click('#more')
    expect(await page.textContent('.counter')).toBe('8 of 1,1,2,3')
    expect(await total()).toBe(108)
    await page.keyboard.press('a')
    expect((await log()).filter(each => each === 'key')).toEqual(['key'])
  })

  test('one within another, in lists that move, with transitions, both made anew', async () => {
    const { page } = parts
    change(
      project,
      'src/Inner.svelte',
      '{#if picked}',
      '<button class="un" onclick={() => { picked = false }}>un</button> {#if picked}',
    )
    change(project, 'src/Wrapper.svelte', '<Inner {id} />', '{#if id > 2}<h6>wrapped</h6>{/if}<Inner {id} />')
    await deliver('--allow', 'suspect')
    await page.click('#more')
    await page.click('#shuffle')
    await settle(page)
    await page.click('ul .inner:nth-child(3) .un')
    expect(await page.$$eval('ul .inner', items => items.map(item => item.textContent?.trim()))).toMatchInlineSnapshot(`
      [
        "1 Grace  un",
        "2 Grace  un",
        "3 Grace  un",
        "4 Grace  un",
      ]
    `)
    expect(
      await page.$$eval('#app > .inner, #app > h6', items => items.map(item => item.textContent?.trim())),
    ).toMatchInlineSnapshot(`
      [
        "1 Grace  un",
        "2 Grace  un",
        "wrapped",
        "3 Grace  un",
        "wrapped",
        "4 Grace  un",
      ]
    `)
    expect(parts.troubles).toEqual([])
  })

  test('the root, a component of its own, what is rendered within another, the head, what waits', async () => {
    const { page } = parts
    change(
      project,
      'src/App.svelte',
      '<Wait />',
      '<Wait /> <button id="new" onclick={() => rename("Alan")}>new</button>',
    )
    change(project, 'src/Badge.svelte', '<span', '{#if hits}<sup>{hits}</sup>{/if}<span')
    change(project, 'src/Frame.svelte', '<fieldset>', '<fieldset onfocusin={() => { shown = "focused" }}>')
    change(project, 'src/Wait.svelte', '{#key n}', '{#if n > 1}<s>more</s>{/if}{#key n}')
    const output = await deliver('--allow', 'suspect')
    expect(output).toContain('IASO3154')
    await page.click('#new')
    expect(await page.textContent('legend')).toBe('Alan yes')
    await page.focus('.title')
    expect(await page.textContent('legend')).toBe('Alan focused')
    expect(await total()).toBe(105)
    await page.click('#more')
    expect(await total()).toBe(106)
    expect(await page.textContent('#badge sup')).toBe('1')
    await page.click('#toggle')
    expect(await page.locator('fieldset').count()).toBe(0)
    await page.click('#toggle')
    expect(await page.locator('fieldset').count()).toBe(1)
    expect(parts.troubles).toEqual([])
  })

  test('a revert takes it back, and all of it still works', async () => {
    const { page } = parts
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    await settle(page)
    await page.click('#shuffle')
    await page.click('#more')
    await settle(page)
    expect(await total()).toBe(6)
    await page.click('#toggle')
    expect(await page.locator('fieldset, sup, u, .un, #new, h6, s').count()).toBe(0)
    expect(parts.troubles).toEqual([])
  })
})
