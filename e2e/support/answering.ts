import type { Browser, Page } from 'playwright-core'
import { openPage, type Watched } from './browser.js'
import type { Project } from './project.js'
import { servePublished } from './serve.js'

/** A desk in a browser, where somebody is in the middle of an answer. */
export interface Desk extends Watched {
  close(): Promise<void>
}

/** @param begin what that person does */
export async function openAnswering(
  browser: Browser,
  project: Project,
  viewport: { readonly width: number; readonly height: number },
  begin: (page: Page) => Promise<void>,
): Promise<Desk> {
  const server = await servePublished(project)
  const watched = await openPage(browser, server.url, viewport)
  const { page } = watched
  await begin(page)
  await page.waitForFunction(() => document.getAnimations().some(each => each.playState === 'running'))
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

export async function answerHalf(page: Page): Promise<void> {
  await page.fill('#draft', 'ask Grace')
  await page.fill('#text', 'Dear customer, we will')
  await page.$eval('#text', area => (area as HTMLTextAreaElement).setSelectionRange(5, 13))
  await page.$eval('#list', list => {
    list.scrollTop = 60
  })
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
  scroll: 60,
  chosen: 2,
  isMoving: true,
}
