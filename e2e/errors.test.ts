import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nextResult, openPage, readState, useBrowser, type Watched } from './support/browser.js'
import { addHundred, expectSale, releaseCornerShop } from './support/corner-shop.js'
import { type Faulty, serveFaulty } from './support/faulty.js'
import { HOSTS } from './support/hosts.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

const browser = useBrowser()

describe.each(HOSTS)('$name: what goes wrong on the way to a page changes nothing there', host => {
  let project: Project
  let release: string
  /** Of the patch that adds a hundred. */
  let patch: string
  let server: Served
  let faulty: Faulty
  let watched: Watched

  beforeAll(async () => {
    project = await releaseCornerShop(host)
    release = project.mapping().release
    addHundred(project)
    const { directory } = await project.emit()
    patch = project.read(`${directory}/patch.js`)
    server = await servePublished(project)
    faulty = await serveFaulty(server.url)
  })
  afterAll(async () => {
    await faulty?.close()
    await server?.close()
    project?.remove()
  })

  beforeEach(async () => {
    faulty.spoil(/^$/, undefined)
    await project.publish('--revert')
    watched = await openPage(browser(), faulty.url)
    await expectSale(watched.page, '1 for 10')
  })
  afterEach(() => watched?.context.close())

  async function expectUntouched(): Promise<void> {
    await expectSale(watched.page, '2 for 20')
    expect((await readState(watched.page, 'corner-shop')).patch).toBeUndefined()
  }

  /** What was wrong is over: the page takes the patch at a later look. */
  async function expectRecovery(): Promise<void> {
    faulty.spoil(/^$/, undefined)
    await project.publish()
    expect((await nextResult(watched.page)).status).toBe('applied')
    await expectSale(watched.page, '3 for 130')
  }

  test.for(['breaks off half-way', 'is cut short', 'is an error'] as const)(
    'IASO1211: the manifest %s',
    async fault => {
      await project.publish()
      faulty.spoil(/\.json$/, fault)
      expect(await nextResult(watched.page)).toMatchObject({ status: 'rejected', code: 'IASO1211' })
      await expectUntouched()
      await expectRecovery()
    },
  )

  test.for(['breaks off half-way', 'is cut short', 'is edited', 'is an error'] as const)(
    'IASO1210: the patch %s',
    async fault => {
      await project.publish()
      faulty.spoil(/iaso\/.*\.js$/, fault)
      expect(await nextResult(watched.page)).toMatchObject({ status: 'rejected', code: 'IASO1210' })
      await expectUntouched()
      await expectRecovery()
    },
  )

  let edits = 0

  /** A manifest of this release that names a file made of the patch. */
  function publishEdited(edit: (patch: string) => string): void {
    const id = `edited${++edits}`
    const code = edit(patch).replace(/(\bid:[`"'])\w+/, `$1${id}`)
    const integrity = `sha256-${createHash('sha256').update(code).digest('base64')}`
    const entry = { id, seq: 9, file: 'edited.js', bytes: Buffer.byteLength(code), integrity }
    const manifest = JSON.stringify({ schema: 1, app: 'corner-shop', release, patch: entry })
    project.write({ 'patches/edited.js': code, [`patches/${release}.json`]: manifest })
  }

  test.for([
    ['IASO1202', 'for another release', code => code.replace(release, 'another')],
    [
      'IASO1203',
      'for another state of a module',
      code => code.replace(/(\[\[[`"'])(\w+)([`"'],[`"'])\w+/, '$1$2$3another'),
    ],
  ] as const satisfies (readonly [string, string, (code: string) => string])[])(
    '%s: the patch is %s',
    async ([expected, , spoil]) => {
      publishEdited(spoil)
      expect(await nextResult(watched.page)).toMatchObject({ status: 'rejected', code: expected })
      await expectUntouched()
      await expectRecovery()
    },
  )

  test('IASO1209: the patch runs before the runtime, or on a page without it', async () => {
    project.write({ 'dist/assets/early.js': patch })
    const page = project.read('dist/index.html')
    const early = '<script src="/assets/early.js"></script>'
    project.write({
      'dist/early.html': page.replace('<head>', `<head>${early}`),
      'dist/without.html': page.replace(/<script.*?<\/script>/gs, '').replace('<head>', `<head>${early}`),
    })
    for (const path of ['early', 'without']) {
      watched.troubles.length = 0
      await watched.page.goto(`${faulty.url}/${path}.html`)
      expect(watched.troubles).toEqual(['thrown: IASO1209'])
    }
    await watched.page.goto(`${faulty.url}/early.html`)
    await expectSale(watched.page, '1 for 10')
    await expectUntouched()
  })
})
