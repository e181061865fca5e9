import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { releaseOptions } from './support/helpdesk.js'
import { VITE_7, VITE_8, WEBPACK } from './support/hosts.js'
import { change } from './support/poster.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

const browser = useBrowser()

describe.each([VITE_8, VITE_7, WEBPACK])('$name: options of Vue components', host => {
  let project: Project
  let server: Served
  let watched: Watched
  let before: string

  beforeAll(async () => {
    project = await releaseOptions(host)
    await project.publish()
    server = await servePublished(project)
    watched = await openPage(browser(), server.url)
    const { page } = watched
    await page.fill('#note', 'half a no')
    await page.click('.more >> nth=1')
    before = await page.innerHTML('#app')
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    project?.remove()
  })

  const text = (selector: string) => watched.page.locator(selector).allTextContents()

  async function deliver(...allow: string[]) {
    const { code, output } = await project.emit(...allow)
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(watched.page)).toMatchObject({ status: 'applied' })
    expect(await watched.page.inputValue('#note')).toBe('half a no')
  }

  test('a method, a computed value, of components and of what is mixed in', async () => {
    const { page, troubles } = watched
    change(project, 'src/Row.vue', 'methods: {', 'methods: {\n    less() {\n      this.count -= this.step()\n    },')
    change(
      project,
      'src/Row.vue',
      'computed: {',
      'computed: {\n    half: {\n      get() { return this.double / 4 },\n      set(value) { this.count = value * 2 },\n    },',
    )
    change(
      project,
      'src/Row.vue',
      '<i>{{ double }}</i>',
      '<i>{{ double }}, {{ half }}, {{ unit }}</i><button class="less" @click="less">-</button><button class="set" @click="half = 50">50</button>',
    )
    change(
      project,
      'src/mixin.ts',
      'methods: {',
      "computed: {\n    unit() {\n      return 'pieces'\n    },\n  },\n  methods: {",
    )
    change(project, 'src/App.vue', 'data: ', 'methods: { shout() { this.note = this.note.toUpperCase() } },\n  data: ')
    change(project, 'src/App.vue', '<input', '<button id="shout" @click="shout">!</button><input')
    await deliver()
    expect(await text('i')).toEqual(['0, 0, pieces', '2, 0.5, pieces'])
    await page.click('.less >> nth=1')
    await page.click('.set >> nth=0')
    expect(await text('i')).toEqual(['200, 50, pieces', '0, 0, pieces'])
    await page.click('#add')
    await page.click('.less >> nth=2')
    expect(await text('i')).toEqual(['200, 50, pieces', '0, 0, pieces', '-2, -0.5, pieces'])
    expect(troubles).toEqual([])
  })

  test('the next patch: what was added does something else, and something is a computed value instead', async () => {
    const { page, troubles } = watched
    change(project, 'src/Row.vue', 'this.count -= this.step()', 'this.count -= 10')
    change(
      project,
      'src/Row.vue',
      'computed: {',
      "computed: {\n    sign() {\n      return this.count < 0 ? '-' : '+'\n    },",
    )
    change(project, 'src/Row.vue', '{{ half }},', '{{ half }}, {{ sign }},')
    await deliver()
    expect(await text('i')).toEqual(['200, 50, +, pieces', '0, 0, +, pieces', '-2, -0.5, -, pieces'])
    await page.click('.less >> nth=1')
    expect(await text('i')).toEqual(['200, 50, +, pieces', '-20, -5, -, pieces', '-2, -0.5, -, pieces'])
    expect(troubles).toEqual([])
  })

  test('a revert takes them away, and what is on the screen is as it was', async () => {
    const { page, troubles } = watched
    await page.click('.set >> nth=0')
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    expect(await text('i')).toEqual(['200', '-20', '-2'])
    await page.click('#drop')
    for (const at of [0, 1]) await page.click(`.reset >> nth=${at}`)
    await page.click('.more >> nth=1')
    expect(await page.innerHTML('#app')).toBe(before)
    expect(await page.inputValue('#note')).toBe('half a no')
    expect(troubles).toEqual([])
  })
})
