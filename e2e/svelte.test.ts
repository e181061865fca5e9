import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { REPOSITORY, VITE_7 } from './support/hosts.js'
import { change } from './support/poster.js'
import { copyProject, type Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

const browser = useBrowser()
let project: Project
let watched: Watched
let server: Served

beforeAll(async () => {
  project = copyProject(join(REPOSITORY, 'e2e/fixtures/svelte-counter'), VITE_7)
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

async function expectCodes(...expected: string[]): Promise<void> {
  const { report } = await project.emit()
  const codes = report.edits.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect([...new Set(codes)].sort()).toEqual(expected)
}

async function deliver(...argv: string[]): Promise<void> {
  const { code, output } = await project.emit(...argv)
  expect(code, output).toBe(0)
  await project.publish()
  expect(await nextResult(watched.page)).toMatchObject({ status: 'applied' })
}

test('Svelte: handlers are live, what templates show waits, what is made once is not called live', async () => {
  const { page, troubles } = watched
  await page.fill('#name', 'Ada')
  await page.click('#add')
  change(project, 'src/App.svelte', 'count += 1 }', 'count += 2 }')
  change(project, 'src/App.svelte', 'count += 10', 'count += 20')
  await deliver()
  await page.click('#add')
  await page.click('#inline')
  expect(await page.textContent('#add')).toBe('23')
  expect(await page.inputValue('#name')).toBe('Ada')

  change(project, 'src/App.svelte', '{double} {format(count)}', '{double}! {format(count)}')
  await expectCodes('IASO3152')
  await deliver('--allow', 'new-only')
  expect(await page.textContent('#double')).toBe('<46> <23>')
  await page.click('#add')
  expect(await page.textContent('#double')).toBe('<50>! <25>')

  const app = project.read('src/App.svelte')
  const tried: readonly (readonly [string, string, string, string[]])[] = [
    ['src/App.svelte', '<h1>Hello</h1>', '<h1>Hi</h1>', ['IASO2002', 'IASO3152']],
    [
      'src/App.svelte',
      "let name = $state('')",
      "let name = $state('')\n  let more = $state(1)",
      ['IASO3011', 'IASO3152'],
    ],
    ['src/format.js', "'<'", "'['", ['IASO3152']],
  ]
  for (const [file, before, after, codes] of tried) {
    const text = project.read(file)
    change(project, file, before, after)
    await expectCodes(...codes)
    project.write({ [file]: text })
  }
  expect(project.read('src/App.svelte')).toBe(app)
  expect(troubles).toEqual([])
})
