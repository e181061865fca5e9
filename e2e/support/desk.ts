import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Desk } from './answering.js'
import * as answering from './answering.js'
import { photographPage } from './browser.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

export function releaseDesk(host: Host): Promise<Project> {
  return released('svelte-desk', host, () => copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-desk'), host))
}

/** What a person has under the hands. */
export async function occupyFields(page: Page): Promise<void> {
  await page.fill('.card:nth-child(2) .notes', 'call back')
  await answering.answerHalf(page)
  // over nothing
  await page.mouse.move(880, 540)
}

export function openDesk(browser: Browser, project: Project): Promise<Desk> {
  return answering.openAnswering(browser, project, { width: 900, height: 560 }, async page => {
    await page.click('.card:nth-child(3) .choose')
    await occupyFields(page)
  })
}

/** All that a reload would lose. */
export async function memoryOf(page: Page) {
  return { ...(await answering.memoryOf(page)), notes: await page.inputValue('.card:nth-child(2) .notes') }
}

export const MEMORY = { ...answering.MEMORY, notes: 'call back' }

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
