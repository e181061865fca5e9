import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from './support/answering.js'
import { nextResult, useBrowser } from './support/browser.js'
import { expectFreshDesk, MEMORY, markupOf, memoryOf, openDesk, releaseDesk, stateOf } from './support/desk.js'
import { VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import type { Project } from './support/project.js'

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

  async function deliver(...argv: string[]) {
    const { code, output } = await project.emit(...argv)
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(desk.page)).toMatchObject({ status: 'applied' })
  }

  const expectFresh = () => expectFreshDesk(browser(), project, desk, host)

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
