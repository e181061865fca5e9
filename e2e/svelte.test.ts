import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, photographPage, useBrowser, type Watched } from './support/browser.js'
import { type Host, REPOSITORY, VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import { copyProject, type Project, released } from './support/project.js'
import { servePublished } from './support/serve.js'

interface Desk extends Watched {
  close(): Promise<void>
}

function releaseDesk(host: Host): Promise<Project> {
  return released('svelte-desk', host, () => copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-desk'), host))
}

/** Somebody is in the middle of an answer. */
async function openDesk(browser: Browser, project: Project): Promise<Desk> {
  const server = await servePublished(project)
  const watched = await openPage(browser, server.url, { width: 900, height: 560 })
  const { page } = watched
  await page.click('.card:nth-child(3) .choose')
  await page.fill('.card:nth-child(2) .notes', 'call back')
  await page.fill('#draft', 'ask Grace')
  await page.fill('#text', 'Dear customer, we will')
  await page.$eval('#text', area => (area as HTMLTextAreaElement).setSelectionRange(5, 13))
  await page.$eval('#list', list => {
    list.scrollTop = 60
  })
  // over nothing
  await page.mouse.move(880, 540)
  await page.evaluate(() => {
    const animation = document.getAnimations().find(each => each.playState === 'running')
    Object.assign(globalThis, { animation, area: document.querySelector('#text') })
  })
  return {
    ...watched,
    async close() {
      await watched.context.close()
      await server.close()
    },
  }
}

/** All that a reload would lose. */
function memoryOf(page: Page) {
  return page.evaluate(() => {
    const { animation, area } = globalThis as unknown as { animation: Animation; area: HTMLTextAreaElement }
    return {
      isSameField: document.querySelector('#text') === area,
      isFocused: document.activeElement === area,
      text: area.value,
      selection: [area.selectionStart, area.selectionEnd],
      draft: (document.querySelector('#draft') as HTMLInputElement).value,
      notes: (document.querySelector('.card:nth-child(2) .notes') as HTMLInputElement).value,
      scroll: document.querySelector('#list')?.scrollTop,
      chosen: [...document.querySelectorAll('.card')].findIndex(card => card.classList.contains('chosen')),
      isMoving: document.getAnimations().includes(animation) && animation.playState === 'running',
    }
  })
}

const MEMORY = {
  isSameField: true,
  isFocused: true,
  text: 'Dear customer, we will',
  selection: [5, 13],
  draft: 'ask Grace',
  notes: 'call back',
  scroll: 60,
  chosen: 2,
  isMoving: true,
}

async function photograph(page: Page): Promise<string> {
  return (await photographPage(page, { mask: [page.locator('.pulse')] })).toString('base64')
}

/** Comments are where Svelte's blocks stand; a photograph leaves empty styles behind. */
function markupOf(page: Page): Promise<string> {
  return page.$eval('#app', app => app.innerHTML.replaceAll(' style=""', ''))
}

const browser = useBrowser()

describe('Svelte components that are on the screen', () => {
  const host = VITE_7
  let project: Project
  let desk: Desk
  let before: readonly string[]

  beforeAll(async () => {
    project = await releaseDesk(host)
    await project.publish()
    desk = await openDesk(browser(), project)
    before = await stateOf(desk.page)
  })
  afterAll(async () => {
    await desk?.close()
    project?.remove()
  })

  async function stateOf(page: Page): Promise<readonly string[]> {
    return [await markupOf(page), await photograph(page)]
  }

  async function deliver(...argv: string[]) {
    const { code, output } = await project.emit(...argv)
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(desk.page)).toMatchObject({ status: 'applied' })
  }

  /** The screen is that of a release of what is in the sources now, where the same was done. */
  async function expectFresh(): Promise<void> {
    const fresh = await releaseDesk(host)
    for (const file of Object.keys(project.tree('src'))) fresh.write({ [`src/${file}`]: project.read(`src/${file}`) })
    await fresh.build()
    const other = await openDesk(browser(), fresh)
    try {
      expect(await stateOf(desk.page)).toEqual(await stateOf(other.page))
    } finally {
      await other.close()
      fresh.remove()
    }
  }

  async function expectNothingLost(): Promise<void> {
    expect(await memoryOf(desk.page)).toEqual(MEMORY)
    expect(desk.troubles).toEqual([])
  }

  test('what is computed: expressions, conditions, lists, derived values and what they call', async () => {
    await expectNothingLost()
    change(project, 'src/App.svelte', '{found.length} tickets', '{found.length} of {tickets.length}')
    change(project, 'src/App.svelte', '`${words} words`', '`${words * 2} half words`')
    change(
      project,
      'src/App.svelte',
      'subject.includes(filter))',
      "subject.includes(filter) && ticket.subject !== 'Typo')",
    )
    change(project, 'src/Card.svelte', 'ticket.hours > 40', 'ticket.hours > 20')
    change(project, 'src/Card.svelte', '{#if long}', '{#if !long}')
    change(project, 'src/age.js', "' hours'", "' h'")
    await deliver()
    const { page } = desk
    expect(await page.textContent('#count')).toBe('7 of 8')
    expect(await page.textContent('#summary')).toBe('8 half words')
    expect(await page.textContent('.card:nth-child(4) i')).toBe('30 h')
    await expectNothingLost()
    await expectFresh()
  })

  test('markup: texts, attributes, elements that come and go, in components, lists and conditions', async () => {
    change(
      project,
      'src/App.svelte',
      '<h1>Desk</h1>',
      '<h1 title="all of them">Support &amp; desk</h1> <small>beta</small>',
    )
    change(project, 'src/App.svelte', '<h2>Answer</h2>', '<h2>Reply</h2> <p class="hint">be kind</p>')
    change(project, 'src/App.svelte', '<q>soon</q>', '<q>today</q>')
    change(project, 'src/App.svelte', ' placeholder="draft"', ' placeholder="a draft"')
    change(project, 'src/Card.svelte', '<small>opened</small> ', '')
    change(project, 'src/Card.svelte', '>choose<', '>take<')
    change(project, 'src/Card.svelte', 'padding: 4px', 'padding: 6px')
    await deliver()
    await expectNothingLost()
    await expectFresh()
  })

  test('a handler, and a derived value that only a handler reads; components that are made later', async () => {
    const { page } = desk
    change(project, 'src/App.svelte', 'sent += 1', 'sent += 2')
    await deliver()
    await page.click('#send')
    expect(await page.textContent('output')).toBe('2 sent')
    await page.fill('#filter', 'zzz')
    expect(await page.locator('.card').count()).toBe(0)
    await page.fill('#filter', '')
    expect(await page.textContent('.card:nth-child(1)')).toContain('0 h')
    expect(await page.textContent('.card:nth-child(1) .choose')).toBe('take')
    expect(desk.troubles).toEqual([])
  })

  test('a revert takes all of it back', async () => {
    const { page } = desk
    await page.fill('#text', 'Dear customer, we will')
    await page.fill('.card:nth-child(2) .notes', 'call back')
    await page.focus('#text')
    await page.$eval('#text', area => (area as HTMLTextAreaElement).setSelectionRange(5, 13))
    await page.$eval('#list', list => {
      list.scrollTop = 60
    })
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    await expectNothingLost()
    const [markup = ''] = before
    expect(await markupOf(page)).toBe(markup.replace('0 sent', '2 sent'))
  })
})
