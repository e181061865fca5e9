import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startServer } from '../../examples/storefront/server.mjs'
import { openPage, photographPage, type Watched } from './browser.js'
import { HOSTS, type Host, REPOSITORY, VITE_7, VITE_8 } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

const SOURCE = join(REPOSITORY, 'e2e/fixtures/ledger')

/** A way to build the ledger: with which React, and whether React Compiler has been through it. */
export interface Variant {
  readonly name: string
  readonly host: Host
  readonly react: '18' | '19'
  /** Takes the place of the fixture's own. */
  readonly config?: string
}

/** `@vitejs/plugin-react` up to 5 brings Babel along; later ones leave it to others. */
const withBabel = (target: string) => `import iaso from '@iaso/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const babel = { plugins: [['babel-plugin-react-compiler', { target: '${target}' }]] }
export default defineConfig({ plugins: [react({ babel }), iaso()] })
`

const withPlugin = (target: string) => `import { transformAsync } from '@babel/core'
import iaso from '@iaso/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const options = { babelrc: false, configFile: false, sourceMaps: true, parserOpts: { plugins: ['jsx', 'typescript'] } }
const plugins = [['babel-plugin-react-compiler', { target: '${target}' }]]
const compiler = {
  name: 'compiler',
  enforce: 'pre',
  transform: { filter: { id: /\\.tsx?$/ }, handler: (code, filename) => transformAsync(code, { ...options, plugins, filename }) },
}
export default defineConfig({ plugins: [compiler, react(), iaso()] })
`

export const VARIANTS: readonly Variant[] = [
  ...HOSTS.map((host): Variant => ({ name: `${host.name}, React 19`, host, react: '19' })),
  { name: 'Vite 8, React 18', host: VITE_8, react: '18' },
  { name: 'Vite 8, React 19 with React Compiler', host: VITE_8, react: '19', config: withPlugin('19') },
  { name: 'Vite 8, React 18 with React Compiler', host: VITE_8, react: '18', config: withPlugin('18') },
  { name: 'Vite 7, React 19 with React Compiler', host: VITE_7, react: '19', config: withBabel('19') },
].filter(({ host }) => HOSTS.includes(host)) as Variant[]

export async function releaseLedger({ name, host, react, config }: Variant): Promise<Project> {
  const compiler = ['babel-plugin-react-compiler', 'react-compiler-runtime', '@babel/core']
  const project = await released(`ledger-${name.replace(/\W+/g, '-')}`, host, () => {
    const copy = copyProject(SOURCE, { ...host, packages: [...host.packages, ...(config ? compiler : [])] })
    if (react === '18') {
      for (const each of ['react', 'react-dom']) replacePackage(copy, each, `${each}-18`)
      // it imports React, the one beside it
      if (config) replacePackage(copy, 'react-compiler-runtime', 'react-compiler-runtime')
    }
    if (config) copy.write({ 'vite.config.ts': config })
    return copy
  })
  await project.publish()
  return project
}

/** A real directory: links lead to where the package is called something else. */
function replacePackage({ root }: Project, name: string, by: string): void {
  const target = join(root, 'node_modules', name)
  // the link only, not where it leads
  rmSync(target)
  cpSync(join(REPOSITORY, 'node_modules', by), target, { recursive: true })
}

export interface Ledger extends Watched {
  close(): Promise<void>
}

/** Somebody in the middle of it: filtered, scrolled, half a text typed and a part of it selected, every kind of component used. */
export async function openLedger(browser: Browser, { root }: Project): Promise<Ledger> {
  const server = await startServer({ dist: join(root, 'dist'), patches: join(root, 'patches') })
  const watched = await openPage(browser, server.url, { width: 800, height: 600 })
  const { page, context } = watched
  await page.waitForSelector('#notes')
  // React 18 tells of errors that a boundary has caught, whatever it is told
  const own = watched.troubles.filter(trouble => !trouble.includes('Error: faulty'))
  watched.troubles.splice(0, watched.troubles.length, ...own)
  await page.fill('#query', 'Entry 1')
  for (const button of ['#stamp', '#stamp', '#hands', '#layered']) await page.click(button)
  await page.fill('#free', 'a rem')
  await page.fill('#text', 'half an ent')
  await page.evaluate(plant)
  return {
    ...watched,
    async close() {
      await context.close()
      await server.close()
    },
  }
}

function plant(): void {
  const find = (selector: string) => document.querySelector(selector) as HTMLInputElement
  find('.entries').scrollTop = 30
  find('#text').setSelectionRange(2, 6)
  const marked = ['#text', '#free', '.entries', '.entries li', '#stamp', '#hands', '#layered', '#total', '#notes']
  const nodes = Object.fromEntries(marked.map(selector => [selector, find(selector)]))
  Object.assign(window, { planted: { nodes, animation: document.getAnimations()[0] } })
}

/** All that a person would miss, and that the very elements are still there. */
export function memoryOf(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(() => {
    type Planted = { nodes: Record<string, Element>; animation: Animation }
    const { nodes, animation } = (window as unknown as { planted: Planted }).planted
    const find = (selector: string) => document.querySelector(selector) as HTMLInputElement
    const { value, selectionStart, selectionEnd } = find('#text')
    return {
      text: value,
      selected: [selectionStart, selectionEnd],
      focus: document.activeElement?.id,
      free: find('#free').value,
      query: find('#query').value,
      scroll: find('.entries').scrollTop,
      hands: find('#hands').textContent?.replace(/\D/g, ''),
      stamp: find('#stamp').textContent?.replace(/\D/g, ''),
      others: Object.keys(nodes).filter(selector => nodes[selector] !== document.querySelector(selector)),
      animation: document.getAnimations()[0] === animation && animation.playState,
    }
  })
}

export const MEMORY = {
  text: 'half an ent',
  selected: [2, 6],
  focus: 'text',
  free: 'a rem',
  query: 'Entry 1',
  scroll: 30,
  hands: '1',
  stamp: '2',
  others: [],
  animation: 'running',
}

/** What is on the screen, with all that moves at the same point of its time. */
export async function lookAt(page: Page): Promise<{ markup: string; picture: string }> {
  const hold = (isHeld: boolean) =>
    page.evaluate(isHeld => {
      for (const animation of document.getAnimations()) {
        if (isHeld) animation.pause()
        else animation.play()
        if (isHeld) animation.currentTime = 250
      }
    }, isHeld)
  await hold(true)
  const picture = (await photographPage(page)).toString('base64')
  const markup = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement
    for (const script of copy.querySelectorAll('script')) script.remove()
    return copy.outerHTML
  })
  await hold(false)
  return { markup, picture }
}
