import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../examples/storefront/server.mjs'
import { nextResult, openPage, readState, useBrowser, type Watched } from './support/browser.js'
import { addHundred, copyCornerShop, expectSale } from './support/corner-shop.js'
import { HOSTS, type Host, ROLLDOWN, ROLLUP, RSPACK, VITE_7, VITE_8, WEBPACK } from './support/hosts.js'
import type { Project } from './support/project.js'

const NAMES = ['left', 'right'] as const

const browser = useBrowser()

const PAIRS = (
  [
    [VITE_8, VITE_7],
    [WEBPACK, ROLLUP],
    [ROLLDOWN, RSPACK],
  ] as const satisfies (readonly [Host, Host])[]
).filter(pair => pair.every(host => HOSTS.includes(host)))

/** The same source, built as two applications by two bundlers; each brings its own copy of the runtime. */
describe.each(PAIRS)('two applications on one page: $name and $name', (first, second) => {
  let projects: Record<(typeof NAMES)[number], Project>
  let server: Awaited<ReturnType<typeof startServer>>
  let watched: Watched

  beforeAll(async () => {
    projects = { left: copyCornerShop(first, 'left'), right: copyCornerShop(second, 'right') }
    const { left, right } = projects
    for (const name of NAMES) {
      await projects[name].build()
      expect((await projects[name].iaso('publish', join(left.root, 'patches'))).code).toBe(0)
    }
    left.write({ 'dist/index.html': bothPages(left, right) })
    cpSync(join(right.root, 'dist/assets'), join(left.root, 'dist/assets'), { recursive: true })
    server = await startServer({ dist: join(left.root, 'dist'), patches: join(left.root, 'patches') })
    watched = await openPage(browser(), server.url)
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    for (const name of NAMES) projects?.[name].remove()
  })

  /** The markup of both pages in one. */
  function bothPages(left: Project, right: Project): string {
    const [first, second] = [left, right].map(({ root }) => readFileSync(join(root, 'dist/index.html'), 'utf8'))
    return `${first}${/<button[\s\S]*<\/output>/.exec(second ?? '')?.[0]}${second?.match(/<script.*?<\/script>/g)?.join('')}`
  }

  async function deliver(name: (typeof NAMES)[number], ...publish: string[]) {
    await projects[name].iaso('publish', join(projects.left.root, 'patches'), ...publish)
    return nextResult(watched.page)
  }

  test('each has its own release, and they share no module id', async () => {
    for (const name of NAMES) await expectSale(watched.page, '1 for 10', name)
    const states = await Promise.all(NAMES.map(name => readState(watched.page, name)))
    expect(new Set(states.map(state => state.release)).size).toBe(2)
    const [left, right] = NAMES.map(name => Object.values(projects[name].mapping().modules).map(module => module.id))
    expect(left?.filter(id => right?.includes(id))).toEqual([])
  })

  test('a patch for one leaves the other alone', async () => {
    addHundred(projects.left)
    expect((await projects.left.emit()).code).toBe(0)
    expect(await deliver('left')).toMatchObject({ status: 'applied', app: 'left' })
    await expectSale(watched.page, '2 for 120', 'left')
    await expectSale(watched.page, '2 for 20', 'right')
  })

  test('both can be patched, and each is reverted alone', async () => {
    addHundred(projects.right)
    expect((await projects.right.emit()).code).toBe(0)
    expect(await deliver('right')).toMatchObject({ status: 'applied', app: 'right' })
    await expectSale(watched.page, '3 for 130', 'right')
    await expectSale(watched.page, '3 for 130', 'left')
    expect(await deliver('left', '--revert')).toMatchObject({ status: 'reverted', app: 'left' })
    await expectSale(watched.page, '4 for 40', 'left')
    await expectSale(watched.page, '4 for 140', 'right')
    expect(watched.troubles).toEqual([])
  })
})
