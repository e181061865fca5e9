import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { ANSWER, releaseGallery, type Seen, see, WIDTH, writeFont, writeWasm } from './support/gallery.js'
import { HOSTS } from './support/hosts.js'
import { change } from './support/poster.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

/** Rollup and Rolldown leave all but code to plugins. */
const CARRYING = HOSTS.filter(({ name }) => !name.startsWith('Roll'))

const RELEASED: Seen = {
  sass: 'rgb(128, 0, 128) 8px',
  less: '12px',
  module: '2px 1px',
  font: WIDTH / 10,
  wall: '#833',
  photo: '#383',
  stamp: '#338',
  title: 'Gallery, First room',
  later: 'monday,closed',
  german: 'Hallo',
  prices: 12,
  note: 'Open on Sundays',
  wasmInit: ANSWER,
  wasmUrl: ANSWER,
  wasmPlace: ANSWER,
}

const browser = useBrowser()

describe.each(CARRYING)('$name: files of all kinds', host => {
  const isVite = host.name.startsWith('Vite')
  const released = isVite ? RELEASED : { ...RELEASED, wasmInit: 0 }
  let project: Project
  let server: Served
  let watched: Watched

  beforeAll(async () => {
    project = await releaseGallery(host)
    await project.publish()
    server = await servePublished(project, "'self' 'wasm-unsafe-eval'")
    watched = await openPage(browser(), server.url)
  })
  afterAll(async () => {
    await watched?.context.close()
    await server?.close()
    project?.remove()
  })

  /** Codes of what is said of a change, which is taken back. */
  async function told(...made: Parameters<typeof change>[]): Promise<(string | undefined)[]> {
    for (const args of made) change(...args)
    const { report } = await project.emit()
    for (const [of, file, find, replacement] of made) change(of, file, replacement, find)
    return report.edits.flatMap(({ verdict, findings }) => (verdict === 'live' ? [] : findings.map(({ code }) => code)))
  }

  test('Sass, Less, a CSS module, a font, images, JSON: live together, and taken back', async () => {
    const { page, troubles } = watched
    expect(await see(page)).toEqual(released)
    const now: Partial<Seen> = {
      sass: 'rgb(0, 128, 0) 10px',
      less: '14px',
      module: '2px 3px',
      font: 80,
      wall: '#933',
      photo: '#393',
      title: 'Gallery, Lobby,Attic',
    }
    change(project, 'src/_palette.scss', '128, 0, 128', '0, 128, 0')
    change(project, 'src/theme.scss', 'roomy(4px)', 'roomy(5px)')
    change(project, 'src/print.less', '6px', '7px')
    change(project, 'src/frame.module.scss', '1px', '3px')
    writeFont(project, 800)
    change(project, 'src/brick.svg', '833', '933')
    change(project, 'src/photo.svg', '383', '393')
    change(project, 'src/words.json', '"First room"', '"Lobby", "second": "Attic"')
    if (isVite) {
      change(project, 'src/stamp.svg', '338', '339')
      change(project, 'src/prices.json', '12', '13')
      change(project, 'src/note.txt', 'Sundays', 'Mondays')
      Object.assign(now, { stamp: '#339', prices: 13, note: 'Open on Mondays' })
    }
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    expect(await nextResult(page)).toMatchObject({ status: 'applied' })
    expect(await see(page)).toEqual({ ...released, ...now })
    await project.publish('--revert')
    expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
    expect(await see(page)).toEqual(released)
    expect(troubles).toEqual([])
  })

  test('JSON by import() is refused', async () => {
    expect(await told([project, 'src/later.json', 'closed', 'open'])).toContain('IASO2101')
    expect(await told([project, 'src/locales/de.json', 'Hallo', 'Servus'])).toContain('IASO2101')
  })

  test('what code has in a way of its own is told: WebAssembly, and texts and addresses beside Vite', async () => {
    if (!isVite) {
      expect(await told([project, 'src/stamp.svg', '338', '339'])).toEqual(['IASO3009'])
      expect(await told([project, 'src/prices.json', '12', '13'])).toContain('IASO2101')
      expect(await told([project, 'src/note.txt', 'Sundays', 'Mondays'])).toEqual(['IASO3009'])
    }
    writeWasm(project, ANSWER + 1)
    expect(await told()).toEqual(['IASO3009'])
    writeWasm(project, ANSWER)
  })
})
