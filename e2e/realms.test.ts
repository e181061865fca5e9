import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, openPage, useBrowser, type Watched } from './support/browser.js'
import { copyCornerShop, edit } from './support/corner-shop.js'
import { HOSTS, ROLLDOWN, ROLLUP, VITE_7, VITE_8 } from './support/hosts.js'
import type { Project } from './support/project.js'
import { type Served, servePublished } from './support/serve.js'

/** Every realm has a client, a state that must survive, and a module that all have. */
const realm = (name: string) => `
  import { on } from '@iaso/runtime'
  import { start } from '@iaso/runtime/client'
  import { rate } from './rate'
  const client = start({ url: '/iaso', interval: 100 })
  const channel = new BroadcastChannel('realms')
  for (const status of ['applied', 'reverted', 'rejected', 'failed'] as const)
    on(status, ({ status, code }) => channel.postMessage([${name}, code ?? status]))
  let count = 0
  function answer(amount: number) { return [++count, rate(amount)] }
`

const WORKER = `${realm("'worker'")}
  self.onmessage = ({ data }) => self.postMessage(answer(data))`

const SHARED = `${realm("'shared'")}
  ;(self as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = ({ ports: [port] }) => {
    port!.onmessage = ({ data }) => port!.postMessage(answer(data))
  }`

const page = (isVite: boolean) => `${realm("self === top ? 'page' : 'frame'")}
  ${isVite ? "import Wrapped from './wrapped?worker'" : ''}
  type Port = Pick<Worker, 'postMessage' | 'onmessage'>
  const ask = (port: Port, amount: number) => new Promise(done => {
    port.onmessage = ({ data }) => done(data)
    port.postMessage(amount)
  })
  const page = globalThis as unknown as Record<string, unknown>
  page.answer = answer
  if (self === top) {
    const heard: string[] = []
    // Of its own: a channel doesn't hear itself.
    new BroadcastChannel('realms').onmessage = ({ data }) => heard.push(data.join(' '))
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    const shared = new SharedWorker(new URL('./shared.ts', import.meta.url), { type: 'module' }).port
    ${isVite ? 'const wrapped = new Wrapped()' : ''}
    const frame = document.body.appendChild(document.createElement('iframe'))
    frame.src = '/'
    page.heard = heard
    page.askAll = async (amount: number) => ({
      page: answer(amount),
      frame: (frame.contentWindow as unknown as { answer?: typeof answer }).answer?.(amount),
      worker: await ask(worker, amount),
      shared: await ask(shared, amount),
      ${isVite ? 'wrapped: await ask(wrapped, amount),' : ''}
    })
  }
`

const RATE = (rate: number) => `export function rate(amount: number) { return amount * ${rate} }`

/** They bundle no workers by themselves. */
const WITH_WORKERS = HOSTS.filter(host => host !== ROLLUP && host !== ROLLDOWN)
const browser = useBrowser()

describe.each(WITH_WORKERS)('$name: a page, its frame, its workers', host => {
  const isVite = host === VITE_7 || host === VITE_8
  const names = ['page', 'frame', 'worker', 'shared', ...(isVite ? ['wrapped'] : [])]
  let project: Project
  let files: Served
  let watched: Watched

  beforeAll(async () => {
    project = copyCornerShop(host)
    project.write({
      'src/main.ts': page(isVite),
      'src/worker.ts': WORKER,
      'src/shared.ts': SHARED,
      'src/wrapped.ts': WORKER.replace("'worker'", "'wrapped'"),
      'src/rate.ts': RATE(1),
    })
    await project.build()
    await project.publish()
    files = await servePublished(project)
    watched = await openPage(browser(), files.url)
  })
  afterAll(async () => {
    await watched?.context.close()
    await files?.close()
    project?.remove()
  })

  const heard = () => watched.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.splice(0).sort())
  const askAll = (amount: number) =>
    watched.page.evaluate(
      amount => (globalThis as unknown as { askAll(amount: number): Promise<Record<string, number[]>> }).askAll(amount),
      amount,
    )
  /** All realms say the same at last. */
  const allSay = (value: number) =>
    eventually(async () => Object.values(await askAll(10)).map(answer => answer?.[1])).toEqual(names.map(() => value))

  test('each takes the patch, keeps its state, says so, and gives it back', async () => {
    await allSay(10)
    const before = await askAll(10)

    edit(project, 'src/rate.ts', '* 1', '* 2')
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    await allSay(20)
    expect(await heard()).toEqual(names.map(name => `${name} applied`).sort())
    const after = await askAll(10)
    for (const name of names) expect(after[name]?.[0], name).toBeGreaterThan(before[name]?.[0] as number)

    await project.publish('--revert')
    await allSay(10)
    expect(await heard()).toEqual(names.map(name => `${name} reverted`).sort())
    expect(watched.troubles).toEqual([])
  })

  test('what only a worker has is no change to the page', async () => {
    edit(project, 'src/rate.ts', '* 2', '* 1')
    edit(project, 'src/worker.ts', 'rate(amount)]', 'rate(amount) + 1]')
    const { code, output } = await project.emit()
    expect(code, output).toBe(0)
    await project.publish()
    await eventually(async () => (await askAll(10))['worker']?.[1]).toBe(11)
    const { worker: _, ...others } = await askAll(10)
    expect(Object.values(others).map(([, value]) => value)).toEqual(Object.keys(others).map(() => 10))
    expect(watched.troubles).toEqual([])
  })
})
