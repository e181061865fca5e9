import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

const SOURCE = join(REPOSITORY, 'e2e/fixtures/poster')

/** A page of styles and images: plain CSS with imports, a CSS module, addresses of files in code and in styles, a lazy part with a style. */
export function releasePoster(host: Host): Promise<Project> {
  return released('poster', host, () => copyProject(SOURCE, host))
}

/** Replaces a text that must be there. */
export function change(project: Project, file: string, find: string, replacement: string): void {
  const text = project.read(file)
  if (!text.includes(find)) throw new Error(`${file} has no ${find}`)
  project.write({ [file]: text.replace(find, replacement) })
}

/** Of what a selector finds, some computed properties. */
export function computed(page: Page, selector: string, ...properties: string[]): Promise<string[]> {
  return page.$eval(
    selector,
    (element, names) => names.map(name => getComputedStyle(element).getPropertyValue(name)),
    properties,
  )
}

/** As a script would do it: the focus stays where it is. */
export function press(page: Page, selector: string): Promise<void> {
  return page.$eval(selector, element => (element as HTMLElement).click())
}

/** The poster itself, pixel by pixel, without what moves and without the caret. */
export async function photograph(page: Page): Promise<string> {
  return (await page.locator('#poster').screenshot({ caret: 'hide' })).toString('base64')
}

/** All images have come, and are what they say. */
export function images(page: Page): Promise<{ readonly width: number; readonly src: string }[]> {
  return page.$$eval('img', async all => {
    await Promise.all(all.map(image => image.decode().catch(() => {})))
    return all.map(image => ({ width: image.naturalWidth, src: image.getAttribute('src') ?? '' }))
  })
}

/** Notes in every frame which patch is live and how two style sheets look: they must never be seen apart. */
export async function watchFrames(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    type Runtime = { state(app: string): { patch?: { id: string } } }
    const runtime = (globalThis as unknown as Record<symbol, Runtime>)[Symbol.for('iaso')] as Runtime
    const seen = new Set<string>()
    Object.assign(globalThis, { seenFrames: seen })
    const look = () => {
      const styles = getComputedStyle(document.querySelector('h1') as Element)
      const padding = getComputedStyle(document.querySelector('section') as Element).paddingTop
      seen.add(`${runtime.state('poster').patch?.id ?? 'release'} ${styles.color} ${padding}`)
      requestAnimationFrame(look)
    }
    look()
  })
  return () => page.evaluate(() => [...(globalThis as unknown as { seenFrames: Set<string> }).seenFrames])
}
