import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openPage, photographPage, type Watched } from './browser.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'
import { servePublished } from './serve.js'

export interface Desk extends Watched {
  close(): Promise<void>
}

export function releaseDesk(host: Host): Promise<Project> {
  return released('svelte-desk', host, () => copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-desk'), host))
}

/** What a person has under the hands. */
export async function occupyFields(page: Page): Promise<void> {
  await page.fill('.card:nth-child(2) .notes', 'call back')
  await page.fill('#draft', 'ask Grace')
  await page.fill('#text', 'Dear customer, we will')
  await page.$eval('#text', area => (area as HTMLTextAreaElement).setSelectionRange(5, 13))
  await page.$eval('#list', list => {
    list.scrollTop = 60
  })
  // over nothing
  await page.mouse.move(880, 540)
}

/** Somebody is in the middle of an answer. */
export async function openDesk(browser: Browser, project: Project): Promise<Desk> {
  const server = await servePublished(project)
  const watched = await openPage(browser, server.url, { width: 900, height: 560 })
  const { page } = watched
  await page.click('.card:nth-child(3) .choose')
  await occupyFields(page)
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
export function memoryOf(page: Page) {
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

export const MEMORY = {
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
export function markupOf(page: Page): Promise<string> {
  return page.$eval('#app', app => app.innerHTML.replaceAll(' style=""', ''))
}

export async function stateOf(page: Page): Promise<readonly string[]> {
  return [await markupOf(page), await photograph(page)]
}

/** The screen is that of a release of what is in the sources now, where the same was done. */
export async function expectFreshDesk(browser: Browser, project: Project, desk: Desk, host: Host): Promise<void> {
  const fresh = await releaseDesk(host)
  for (const file of Object.keys(project.tree('src'))) fresh.write({ [`src/${file}`]: project.read(`src/${file}`) })
  await fresh.build()
  const other = await openDesk(browser, fresh)
  try {
    expect(await stateOf(desk.page)).toEqual(await stateOf(other.page))
  } finally {
    await other.close()
    fresh.remove()
  }
}
