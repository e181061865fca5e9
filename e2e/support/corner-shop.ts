import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { eventually } from './browser.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

/** A small application; another name makes it another application, that can stand beside it on a page. */
export function copyCornerShop(host: Host, name = 'corner-shop'): Project {
  const project = copyProject(join(REPOSITORY, 'e2e/fixtures/corner-shop'), host)
  for (const file of ['package.json', 'index.html', 'src/main.ts'])
    project.write({ [file]: project.read(file).replaceAll('corner-shop', name) })
  return project
}

/** The same, released. */
export function releaseCornerShop(host: Host, name = 'corner-shop'): Promise<Project> {
  return released(name, host, () => copyCornerShop(host, name))
}

/** Replaces the only occurrence of a text in a source file. */
export function edit(project: Project, file: string, find: string, replacement: string): void {
  const parts = project.read(file).split(find)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} of ${find}`)
  project.write({ [file]: parts.join(replacement) })
}

/** An edit that goes live: the till adds a hundred. */
export function addHundred(project: Project): void {
  edit(project, 'src/cart.ts', 'price, 0)', 'price, 100)')
}

/** Sells once more, and expects what the till then says. */
export async function expectSale(page: Page, text: string, name = 'corner-shop'): Promise<void> {
  await page.click(`#${name}-buy`)
  await eventually(() => page.textContent(`#${name}`)).toBe(`${name}: ${text}`)
}
