import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { HOSTS } from './support/hosts.js'
import { change, computed, images, photograph, press, releasePoster, watchFrames } from './support/poster.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

/** Rollup and Rolldown leave styles to plugins, each of which has its own way with them. */
const CARRYING = HOSTS.filter(({ name }) => !name.startsWith('Roll'))
const TITLE = ['color', 'font-size', 'text-transform'] as const

const browser = useBrowser()

describe.each(CARRYING)('$name: styles and assets travel in the patch', host => {
  let project: Project
  let server: Served
  let watched: Watched
  let before: string

  beforeAll(async () => {
    project = await releasePoster(host)
    await project.publish()
    server = await servePublished(project)
    watched = await openPage(browser(), server.url)
    await watched.page.fill('#note', 'half a no')
    await images(watched.page)
    before = await photograph(watched.page)
    await watched.page.evaluate(() => {
      const [animation] = document.getAnimations()
      Object.assign(globalThis, { animation, sentinel: 'planted' })
    })
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    project?.remove()
  })

  async function deliver() {
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    return nextResult(watched.page)
  }

  async function expectNothingLost(): Promise<void> {
    const { page, troubles } = watched
    expect(await page.inputValue('#note')).toBe('half a no')
    const kept = await page.evaluate(() => {
      const { animation, sentinel } = globalThis as unknown as { animation: Animation; sentinel: string }
      const isSame = document.getAnimations()[0] === animation
      return { isSame, sentinel, state: animation.playState }
    })
    expect(kept).toEqual({ isSame: true, sentinel: 'planted', state: 'running' })
    expect(troubles).toEqual([])
  }

  /** A release of what is in the sources now, with the same state. */
  async function photographFresh(): Promise<string> {
    const fresh = await releasePoster(host)
    try {
      for (const [file, text] of Object.entries(sources(project))) fresh.write({ [file]: text })
      await fresh.build()
      const other = await servePublished(fresh)
      const { page, context } = await openPage(browser(), other.url)
      await page.fill('#note', 'half a no')
      await images(page)
      const photo = await photograph(page)
      await context.close()
      await other.close()
      return photo
    } finally {
      fresh.remove()
    }
  }

  test('plain styles, a CSS module with a new class, images in styles and code: at once, and in one frame', async () => {
    const { page } = watched
    const frames = await watchFrames(page)
    change(project, 'src/base.css', 'purple', 'rgb(0, 90, 0)')
    change(project, 'src/poster.module.css', '12px', '20px')
    change(project, 'src/poster.module.css', 'text-transform: none;', 'text-transform: uppercase;')
    project.write({ 'src/poster.module.css': `${project.read('src/poster.module.css')}.wide { letter-spacing: 4px }` })
    change(project, 'src/poster.ts', '${names.title}', '${names.title} ${names.wide}')
    change(project, 'src/paper.svg', '#eee', '#cce')
    change(project, 'src/logo.svg', '#c33', '#33c')
    if (host.name.startsWith('Vite')) change(project, 'src/stamp.svg', '#3c3', '#c3c')
    change(project, 'src/back.css', '10, 20, 30', '40, 50, 60')
    const { patch, ...result } = await deliver()
    expect(result).toMatchObject({ status: 'applied' })
    expect(await computed(page, 'h1', ...TITLE)).toEqual(['rgb(0, 90, 0)', '30px', 'uppercase'])
    await press(page, '#again')
    expect(await computed(page, 'h1', 'letter-spacing')).toEqual(['4px'])
    for (const { width, src } of await images(page)) expect(width, src).toBe(40)
    expect(await photograph(page)).toEqual(await photographFresh())
    await expectNothingLost()
    await eventually(frames).toHaveLength(2)
    expect(await frames()).toEqual(['release rgb(128, 0, 128) 12px', `${patch} rgb(0, 90, 0) 20px`])
  })

  test('a style that is loaded later is the new one from the start', async () => {
    const { page } = watched
    await press(page, '#turn')
    await page.waitForSelector('.back')
    expect(await computed(page, '.back', 'color')).toEqual(['rgb(40, 50, 60)'])
    await expectNothingLost()
  })

  test('the next patch takes their places', async () => {
    const { page } = watched
    change(project, 'src/base.css', 'rgb(0, 90, 0)', 'rgb(90, 0, 0)')
    change(project, 'src/back.css', '40, 50, 60', '70, 80, 90')
    const frames = await watchFrames(page)
    const { patch, ...result } = await deliver()
    expect(result).toMatchObject({ status: 'applied' })
    expect(await computed(page, 'h1', 'color')).toEqual(['rgb(90, 0, 0)'])
    expect(await computed(page, '.back', 'color')).toEqual(['rgb(70, 80, 90)'])
    await eventually(async () => (await frames()).at(-1)).toBe(`${patch} rgb(90, 0, 0) 20px`)
    expect(await frames()).toHaveLength(2)
    await expectNothingLost()
  })

  test('a revert takes all of it back, in one turn', async () => {
    const { page } = watched
    const frames = await watchFrames(page)
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    expect(await computed(page, 'h1', 'color')).toEqual(['rgb(128, 0, 128)'])
    expect(await computed(page, '.back', 'color')).toEqual(['rgb(10, 20, 30)'])
    await page.$eval('aside', aside => aside.replaceChildren())
    await press(page, '#again')
    await images(page)
    expect(await photograph(page)).toEqual(before)
    await eventually(async () => (await frames()).at(-1)).toBe('release rgb(128, 0, 128) 12px')
    expect(await frames()).toHaveLength(2)
    await expectNothingLost()
  })

  test('what can go wrong with a style sheet leaves the page as it is', async () => {
    const { page, context } = await openPage(browser(), server.url)
    await page.route('**/iaso/**/*.css', route => route.fulfill({ body: 'h1 { color: red }', contentType: 'text/css' }))
    await project.publish()
    const { script } = published(project)
    expect(await nextResult(page)).toMatchObject({ status: 'rejected', code: 'IASO1210' })
    expect(await runByHand(page, script)).toBe('IASO1221')
    await page.$eval('link[rel=stylesheet]', link => link.remove())
    expect(await runByHand(page, script)).toBe('IASO1220')
    await context.close()
  })

  test('a host calls a style sheet something else: no page goes without its styles', async () => {
    await project.publish('--revert')
    const { page, context } = await openPage(browser(), server.url)
    const before = await photograph(page)
    // browsers that aren't told to insist on it make a style sheet without rules of that
    await page.route('**/iaso/**/*.css', async route => {
      const response = await route.fetch()
      await route.fulfill({ body: await response.body(), contentType: 'application/json' })
    })
    await project.publish()
    expect(await nextResult(page)).toMatchObject({ status: 'rejected', code: 'IASO1210' })
    expect(await photograph(page)).toBe(before)
    await context.close()
  })
})

function published(project: Project): { readonly script: string } {
  const { patch } = JSON.parse(project.read(`patches/${project.mapping().release}.json`))
  return { script: `/iaso/${patch.file}` }
}

/** Runs a patch's script without the client: the code that it is rejected with. */
function runByHand(page: Page, url: string): Promise<string | undefined> {
  return page.evaluate(async url => {
    type Runtime = { on(event: string, hear: (result: { code: string }) => void): () => void }
    const runtime = (globalThis as unknown as Record<symbol, Runtime>)[Symbol.for('iaso')] as Runtime
    let code: string | undefined
    const end = runtime.on('rejected', result => {
      code = result.code
    })
    const script = document.createElement('script')
    script.src = url
    await new Promise(resolve => {
      script.onload = resolve
      document.head.append(script)
    })
    end()
    return code
  }, url)
}

function sources(project: Project): Record<string, string> {
  const files = Object.keys(project.tree('src'))
  return Object.fromEntries(files.map(file => [`src/${file}`, project.read(`src/${file}`)]))
}
