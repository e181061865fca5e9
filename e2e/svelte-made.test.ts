import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from './support/answering.js'
import { nextResult, useBrowser } from './support/browser.js'
import { expectFreshDesk, MEMORY, markupOf, memoryOf, occupyFields, openDesk, releaseDesk } from './support/desk.js'
import { VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import type { Project } from './support/project.js'

const browser = useBrowser()

describe('Svelte components that are made in another way', () => {
  let project: Project
  let desk: Desk

  beforeAll(async () => {
    project = await releaseDesk(VITE_7)
    await project.publish()
    desk = await openDesk(browser(), project)
  })
  afterAll(async () => {
    await desk?.close()
    project?.remove()
  })

  async function deliver(...argv: string[]): Promise<string> {
    const { code, output } = await project.emit(...argv)
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(desk.page), output).toMatchObject({ status: 'applied' })
    return output
  }

  test('a component in a list: a handler, a condition, state, a derived value, an effect that there were not', async () => {
    const { page } = desk
    const before = await markupOf(page)
    const card = 'src/Card.svelte'
    change(
      project,
      card,
      "let notes = $state('')",
      "let notes = $state('')\n  let stars = $state(0)\n  const most = $derived(stars * 2)\n  $effect(() => { document.title = `${ticket.subject} ${stars}` })",
    )
    change(project, card, '{#if long}', '{#if stars}<s>{most}</s>{/if} {#if long}')
    change(
      project,
      card,
      '<button class="choose"',
      '<button class="star" onclick={() => stars++} onkeydown={e => e.key === "x" && (stars = 9)}>star</button> <button class="choose"',
    )
    expect(await deliver()).toContain('IASO3155')
    expect(await memoryOf(page)).toEqual(MEMORY)
    expect(desk.troubles).toEqual([])
    await expectFreshDesk(browser(), project, desk, VITE_7)
    await page.click('.card:nth-child(2) .star')
    await page.press('.card:nth-child(3) .star', 'x')
    expect(await page.locator('.card:nth-child(-n + 3) s').allTextContents()).toEqual(['2', '18'])
    await page.fill('#filter', 'o')
    await page.fill('#filter', '')
    expect(await page.locator('.star').count()).toBe(8)
    expect(desk.troubles).toEqual([])
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    expect(await markupOf(page)).toBe(before)
    expect(desk.troubles).toEqual([])
  })

  test('a context that there was not: what its component and those within lose is named, and nothing else is lost', async () => {
    await desk.close()
    desk = await openDesk(browser(), project)
    change(
      project,
      'src/App.svelte',
      "setContext('theme'",
      "setContext('accent', () => `by ${sent}`)\n  setContext('theme'",
    )
    change(project, 'src/Card.svelte', 'const theme =', "const accent = getContext('accent')\n  const theme =")
    change(project, 'src/Card.svelte', '<b>{ticket.subject}</b>', '<b>{ticket.subject} {accent()}</b>')
    const output = await deliver('--allow', 'suspect')
    expect(output).toMatch(
      /It loses\s+logged,\s+what\s+"Card"\s+keeps,\s+what\s+was\s+done\s+in\s+fields\s+that\s+nothing\s+binds;/,
    )
    await occupyFields(desk.page)
    await expectFreshDesk(browser(), project, desk, VITE_7)
    await desk.page.click('#send')
    expect(await desk.page.textContent('.card:nth-child(1) b')).toBe('Printer by 1')
    expect(desk.troubles).toEqual([])
  })
})
