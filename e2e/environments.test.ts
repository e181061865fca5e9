import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nextResult, openPage, type Result, readState, useBrowser, type Watched } from './support/browser.js'
import { addHundred, edit, expectSale, releaseCornerShop } from './support/corner-shop.js'
import { HOSTS } from './support/hosts.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

/** The server bundle in a process of its own. */
interface Running {
  readonly process: ChildProcess
  ask(path: string): Promise<string>
}

async function run({ root }: Project): Promise<Running> {
  const child = spawn(process.execPath, ['server/server.js'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', reject)
    child.stdout.on('data', chunk => resolve(/listening (\d+)/.exec(String(chunk))?.[1] as string))
  })
  return { process: child, ask: async path => (await fetch(`http://127.0.0.1:${port}/${path}`)).text() }
}

const browser = useBrowser()

describe.each(HOSTS)('$name: a page and its server, from one project', host => {
  const { arguments: SERVER_BUILD, environment: SERVER } = host.server
  let project: Project
  let files: Served
  let watched: Watched
  let server: Running

  beforeAll(async () => {
    project = await releaseCornerShop(host)
    const { code, output } = await project.iaso('build', ...SERVER_BUILD)
    expect(code, output).toBe(0)
    for (const environment of ['client', SERVER]) await project.publish('--environment', environment)
    files = await servePublished(project)
    watched = await openPage(browser(), files.url)
    server = await run(project)
  })
  afterAll(async () => {
    server?.process.kill()
    await watched?.context.close()
    await files?.close()
    project?.remove()
  })

  const check = async () => JSON.parse(await server.ask('check')) as Result | null

  test('they have a mapping each', async () => {
    const [client, ssr] = [project.mapping('client'), project.mapping(SERVER)]
    expect(client.environment).toBe('client')
    expect(ssr.environment).toBe(SERVER)
    expect(client.release).not.toBe(ssr.release)
    expect(Object.keys(client.modules)).toEqual(['src/cart.ts', 'src/main.ts', 'src/till.ts'])
    expect(Object.keys(ssr.modules)).toEqual(['src/cart.ts', 'src/server.ts', 'src/till.ts'])
    await expectSale(watched.page, '1 for 10')
    expect(await server.ask('sell')).toBe('Corner shop, server: 1 for 10')
  })

  test('a patch for the server never touches the page', async () => {
    edit(project, 'src/server.ts', "return 'Corner shop'", "return 'Corner store'")
    expect((await project.emit()).code).toBe(3)
    const { code, report, output } = await project.emit(...SERVER_BUILD)
    expect(code, output).toBe(0)
    expect(report).toMatchObject({ environment: SERVER, release: project.mapping(SERVER).release })
    await project.publish('--environment', SERVER)
    expect(await check()).toMatchObject({ status: 'applied', functions: 1 })
    expect(await server.ask('sell')).toBe('Corner store, server: 2 for 20')
    await watched.page.reload()
    await expectSale(watched.page, '1 for 10')
    expect((await readState(watched.page, 'corner-shop')).patch).toBeUndefined()
  })

  test('a patch for the page never touches the server, though both have the module', async () => {
    addHundred(project)
    const { code, report } = await project.emit()
    expect(code).toBe(0)
    expect(report.environment).toBe('client')
    await project.publish()
    expect((await nextResult(watched.page)).status).toBe('applied')
    await expectSale(watched.page, '2 for 120')
    expect(await check()).toBeNull()
    expect(await server.ask('sell')).toBe('Corner store, server: 3 for 30')
  })

  test('and is rejected there, even if somebody sends it', async () => {
    const client = project.mapping('client').release
    const ssr = project.mapping(SERVER).release
    const manifest = join(project.root, 'patches', `${ssr}.json`)
    const kept = readFileSync(manifest, 'utf8')
    const sent = JSON.parse(readFileSync(join(project.root, 'patches', `${client}.json`), 'utf8')) as object
    writeFileSync(manifest, JSON.stringify({ ...sent, release: ssr }))
    expect(await check()).toMatchObject({ status: 'rejected', code: 'IASO1202' })
    expect(await server.ask('sell')).toBe('Corner store, server: 4 for 40')
    writeFileSync(manifest, kept)
    expect(await check()).toBeNull()
  })

  test('each is reverted alone', async () => {
    await project.publish('--environment', SERVER, '--revert')
    expect(await check()).toMatchObject({ status: 'reverted' })
    expect(await server.ask('sell')).toBe('Corner shop, server: 5 for 50')
    await expectSale(watched.page, '3 for 130')
    expect(watched.troubles).toEqual([])
  })
})
