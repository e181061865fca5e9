import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { copyCornerShop, edit } from './support/corner-shop.js'
import { HOSTS } from './support/hosts.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

/** Rollup leaves JSON to a plugin. */
const WITH_JSON = HOSTS.filter(({ name }) => name !== 'Rollup')

const WORDS = {
  title: 'Corner shop',
  nav: { home: 'Home', 'log-in': 'Log in' },
  days: ['Monday', 'Tuesday'],
  'not a name': 1,
}

const SOURCES = {
  'src/words.json': JSON.stringify(WORDS, null, 2),
  'src/about.json': '{ "version": "1.0", "files": ["a"] }',
  'src/spread.json': '{ "hello": "Hello" }',
  'src/later.json': '{ "hello": "Hello" }',
  'src/texts.ts': `
    import { version } from './about.json'
    import * as spread from './spread.json'
    import words from './words.json'
    const store = { messages: { en: words } }
    const heading = words.title.toUpperCase()
    export const held = words.nav
    export function read() {
      return { title: words.title, heading, nav: Object.entries(store.messages.en.nav), days: words.days.join(), version }
    }
    export const whole = () => ({ ...spread })
    export const later = () => import('./later.json')
  `,
}

const browser = useBrowser()

describe.each(WITH_JSON)('$name: data of JSON files', host => {
  let project: Project
  let server: Served
  let watched: Watched

  beforeAll(async () => {
    project = copyCornerShop(host)
    const main = project.read('src/main.ts')
    project.write({
      ...SOURCES,
      'src/main.ts': `import * as texts from './texts'\n${main}\nObject.assign(globalThis, { texts, held: texts.held })\n`,
    })
    await project.build()
    await project.publish()
    server = await servePublished(project)
    watched = await openPage(browser(), server.url)
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    project?.remove()
  })

  const read = () =>
    watched.page.evaluate(() => {
      const { texts, held } = globalThis as unknown as { texts: { read(): object; held: object }; held: object }
      return { ...texts.read(), isSame: texts.held === held }
    })
  const RELEASED = {
    title: 'Corner shop',
    heading: 'CORNER SHOP',
    nav: Object.entries(WORDS.nav),
    days: 'Monday,Tuesday',
    version: '1.0',
    isSame: true,
  }

  async function expectRefused(file: string): Promise<void> {
    const text = project.read(file)
    edit(project, file, 'Hello', 'Hi')
    const { report } = await project.emit()
    expect(report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))).toContain('IASO2101')
    project.write({ [file]: text })
  }

  test('is changed leaf by leaf, in place; a revert takes it back', async () => {
    expect(await read()).toEqual(RELEASED)
    edit(project, 'src/words.json', 'Corner shop', 'Shop')
    edit(project, 'src/words.json', '"Home",', '"Start", "help": "Help",')
    edit(project, 'src/words.json', '"Tuesday"', '"Tuesday", "Friday"')
    edit(project, 'src/about.json', '1.0', '1.1')
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(watched.page)).toMatchObject({ status: 'applied' })
    expect(await read()).toEqual({
      title: 'Shop',
      heading: 'SHOP',
      nav: [
        ['home', 'Start'],
        ['help', 'Help'],
        ['log-in', 'Log in'],
      ],
      days: 'Monday,Tuesday,Friday',
      version: '1.1',
      isSame: true,
    })
    await project.publish('--revert')
    expect(await nextResult(watched.page)).toMatchObject({ status: 'reverted' })
    expect(await read()).toEqual(RELEASED)
    expect(watched.troubles).toEqual([])
  })

  test('is refused where somebody has it in another way', async () => {
    await expectRefused('src/spread.json')
    await expectRefused('src/later.json')
  })
})
