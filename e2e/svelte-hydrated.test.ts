import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { compile } from 'svelte/compiler'
import { expect, test } from 'vitest'
import { nextResult, openPage, useBrowser } from './support/browser.js'
import { REPOSITORY, VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import { copyProject, type Project } from './support/project.js'
import { servePublished } from './support/serve.js'

/** The page as a server writes it. */
async function prerender(project: Project): Promise<void> {
  const folder = join(project.root, 'node_modules/.server')
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(join(project.root, 'src')).filter(name => name.endsWith('.svelte'))) {
    const { js } = compile(project.read(`src/${file}`), { filename: file, generate: 'server' })
    writeFileSync(join(folder, `${file}.mjs`), js.code.replaceAll(".svelte'", ".svelte.mjs'"))
  }
  const entry =
    "import { render } from 'svelte/server'\nimport App from './App.svelte.mjs'\nexport const { body } = render(App)\n"
  // a module is loaded once under a name
  const name = `entry-${Date.now()}.mjs`
  writeFileSync(join(folder, name), entry)
  const { body } = (await import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href)) as { body: string }
  const html = '<!doctype html>\n<link rel="icon" href="/favicon.svg" />\n'
  project.write({
    'index.html': `${html}<div id="app">${body}</div>\n<script type="module" src="/src/main.js"></script>\n`,
    'src/main.js': project
      .read('src/main.js')
      .replace(/mount/g, 'hydrate')
      .replace(/^import Badge.*$|^globalThis.badge.*$/gm, ''),
  })
}

/** @param sources text of components that are others */
async function releaseHydrated(sources: Readonly<Record<string, string>> = {}): Promise<Project> {
  const project = copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-parts'), VITE_7)
  project.write(sources)
  await prerender(project)
  await project.build()
  return project
}

function markupOf(page: Page): Promise<string> {
  return page.$eval('#app', app => app.innerHTML.replace(/<!--.*?-->/g, ''))
}

async function use(page: Page): Promise<void> {
  await page.waitForFunction(() => document.body.textContent?.includes('got 2'))
  await page.click('#more')
  await page.check('ul .inner:nth-child(2) input')
  await page.waitForFunction(() => document.getAnimations().length === 0)
}

const browser = useBrowser()

test('instances whose elements a server has written are made anew where they stand', async () => {
  const project = await releaseHydrated()
  const servers: { close(): Promise<void> }[] = []
  const open = async (of: Project) => {
    const server = await servePublished(of)
    servers.push(server)
    return openPage(browser(), server.url, { width: 700, height: 700 })
  }
  try {
    await project.publish()
    const { page, troubles } = await open(project)
    await use(page)
    const before = await markupOf(page)
    change(project, 'src/Inner.svelte', '{#if picked}', '<button class="un">un</button> {#if picked}')
    change(project, 'src/Wrapper.svelte', '<Inner {id} />', '{#if id > 2}<h6>wrapped</h6>{/if}<Inner {id} />')
    change(project, 'src/Counter.svelte', '<p class="counter">', '{#if count}<u>some</u>{/if}<p class="counter">')
    change(
      project,
      'src/Frame.svelte',
      '<fieldset>',
      '{title.length}<fieldset onfocusin={() => { shown = "focused" }}>',
    )
    change(project, 'src/Badge.svelte', '<span', '{#if label}<b>{label}</b>{/if}<span')
    const { code, output } = await project.emit('--allow', 'suspect')
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(page)).toMatchObject({ status: 'applied' })
    const components = Object.keys(project.tree('src')).filter(file => file.endsWith('.svelte'))
    const fresh = await releaseHydrated(
      Object.fromEntries(components.map(file => [`src/${file}`, project.read(`src/${file}`)])),
    )
    const other = await open(fresh)
    await use(other.page)
    expect(await markupOf(page)).toBe(await markupOf(other.page))
    fresh.remove()
    await page.click('#shuffle')
    await page.click('#toggle')
    await page.click('#toggle')
    await page.focus('.title')
    expect(await page.textContent('legend')).toBe('Ada focused')
    await page.click('#toggle')
    expect(await page.locator('fieldset').count()).toBe(0)
    await page.waitForFunction(() => document.getAnimations().length === 0)
    expect(await page.locator('#app > .inner').count()).toBe(4)
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    expect(await page.locator('u, h6, .un, b:not(.inner b)').count()).toBe(0)
    expect(before).toContain('got 2')
    expect(troubles).toEqual([])
  } finally {
    for (const server of servers) await server.close()
    project.remove()
  }
})
