import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Emission } from '@iaso/build'
import { ask, type Command, type GroupResult, type GroupStatus, type Order } from '@iaso/runtime/control'
import { expect, onTestFinished, test, vi } from 'vitest'
import { TestProject } from './project.js'

/** The application of all realms: what it answers, and a count that must survive. */
const RATE = (rate: number) => `let n = 0\nexports.see = () => [++n, ${rate}]`

const WORKER = `const { parentPort } = require('node:worker_threads')
  const { see } = require('./rate')
  parentPort.on('message', message => {
    if (message === 'block') return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000)
    parentPort.postMessage(see())
  })`

const FORKED = `const { see } = require('./rate')
  process.on('message', message => message === 'see' && process.send(see()))
  process.send('ready')`

/** Answers, line by line: \`see\` from all realms, \`thread\`, \`fork\` (one more), \`block\` (the last thread, for a while). */
const MAIN = `
  const { fork } = require('node:child_process')
  const { createInterface } = require('node:readline')
  const { Worker } = require('node:worker_threads')
  const { see } = require('./rate')
  const realms = []
  const once = (target, event) => new Promise(done => target.once(event, done))
  const add = {
    thread() {
      const worker = new Worker(require.resolve('./worker'))
      realms.push(Object.assign(() => { worker.postMessage('see'); return once(worker, 'message') }, { block: () => worker.postMessage('block') }))
    },
    block: () => realms.at(-1).block(),
    async fork() {
      const child = fork(require.resolve('./forked'))
      await once(child, 'message')
      realms.push(() => { child.send('see'); return once(child, 'message') })
    },
  }
  createInterface({ input: process.stdin }).on('line', async line => {
    await add[line]?.()
    console.log(JSON.stringify(await Promise.all([see, ...realms].map(see => see()))))
  })`

const FILES = {
  'src/main.js': MAIN,
  'src/worker.js': WORKER,
  'src/forked.js': FORKED,
  'src/rate.js': RATE(1),
}

/** A group that lives in processes of its own. */
class RunningGroup {
  readonly child: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(project: TestProject, env: Record<string, string> = {}) {
    const run = join(project.root, 'run')
    project.write({ 'run/.keep': '' })
    vi.stubEnv('IASO_RUN', run)
    onTestFinished(() => void vi.unstubAllEnvs())
    this.child = spawn(process.execPath, ['--import', '@iaso/runtime/serve', 'dist/main.js'], {
      cwd: project.root,
      env: { ...process.env, ...env, IASO_RUN: run },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]()
    onTestFinished(() => void this.child.kill())
  }

  async say(line: string): Promise<unknown> {
    this.child.stdin!.write(`${line}\n`)
    return JSON.parse((await this.#lines.next()).value as string)
  }

  ask(command: Command): Promise<GroupResult | GroupStatus> {
    return ask(this.child.pid!, command)
  }

  apply(order: Order) {
    return this.ask({ command: 'apply', order }) as Promise<GroupResult>
  }
}

function toOrder({ report, directory }: Emission): Order {
  const { app, release, patch } = report
  const filename = join(directory, 'patch.js')
  return { app, release, id: patch!.id, seq: patch!.seq, code: readFileSync(filename, 'utf8'), filename }
}

async function start(env?: Record<string, string>) {
  const project = new TestProject(FILES)
  await project.build()
  return { project, group: new RunningGroup(project, env) }
}

test('threads and processes take a patch together, also those that start later; a second patch, and a revert', async () => {
  const { project, group } = await start()
  await group.say('thread')
  expect(await group.say('fork')).toEqual([
    [2, 1],
    [2, 1],
    [1, 1],
  ])

  const first = toOrder(await project.patch({ 'src/rate.js': RATE(2) }))
  expect(await group.apply(first)).toMatchObject({ status: 'applied', realms: { length: 3 }, refused: [] })
  expect(await group.say('see')).toEqual([
    [3, 2],
    [3, 2],
    [2, 2],
  ])

  await group.say('thread')
  expect(await group.say('fork')).toEqual([
    [5, 2],
    [5, 2],
    [4, 2],
    [2, 2],
    [1, 2],
  ])

  const second = toOrder(await project.patch({ 'src/rate.js': RATE(3) }))
  expect(await group.apply(second)).toMatchObject({ status: 'applied', realms: { length: 5 } })
  expect(await group.say('see')).toEqual([
    [6, 3],
    [6, 3],
    [5, 3],
    [3, 3],
    [2, 3],
  ])

  expect(await group.ask({ command: 'revert', app: 'shop' })).toMatchObject({
    status: 'reverted',
    realms: { length: 5 },
  })
  expect(await group.say('see')).toEqual([
    [7, 1],
    [7, 1],
    [6, 1],
    [4, 1],
    [3, 1],
  ])
})

test('what changes in place, in threads and processes that start later', async () => {
  const project = new TestProject(FILES)
  const shop = (rest: string) =>
    `class Shop { ${rest} }\nconst rates = { vat: 1 }\nconst shop = new Shop()\nlet n = 0\n`
  project.write({ 'src/rate.js': `${shop('')}exports.see = () => [++n, rates.vat]` })
  await project.build()
  const group = new RunningGroup(project)
  const fixed = shop('total() { return rates.vat * 2 }').replace('vat: 1', 'vat: 3, more: 1')
  const patch = await project.patch({ 'src/rate.js': `${fixed}exports.see = () => [++n, shop.total() + rates.more]` })
  expect(await group.say('see')).toEqual([[1, 1]])
  expect(await group.apply(toOrder(patch))).toMatchObject({ status: 'applied' })
  await group.say('thread')
  expect(await group.say('fork')).toEqual([
    [3, 7],
    [2, 7],
    [1, 7],
  ])
})

test('one realm that refuses: nothing is applied anywhere', async () => {
  const { project, group } = await start()
  await group.say('thread')
  const order = toOrder(await project.patch({ 'src/rate.js': RATE(2) }))
  const guarded = order.code.replace(
    '(globalThis[Symbol.for(`iaso`)])',
    "(process.getBuiltinModule('node:worker_threads').isMainThread?globalThis[Symbol.for(`iaso`)]:{apply(){throw Error('not here')}})",
  )
  const result = await group.apply({ ...order, code: guarded })
  expect(result).toMatchObject({ status: 'rejected', realms: [], refused: [{ thread: 1, code: 'IASO1207' }] })
  expect(await group.say('see')).toEqual([
    [2, 1],
    [2, 1],
  ])
})

test('one realm that is busy for too long: nothing is applied anywhere; later it can be', async () => {
  const { project, group } = await start({ IASO_PATIENCE: '300' })
  await group.say('thread')
  const order = toOrder(await project.patch({ 'src/rate.js': RATE(2) }))
  const seen = group.say('block')
  const refused = [{ thread: 1, code: 'IASO1213', args: ['0.3'] }]
  expect(await group.apply(order)).toMatchObject({ status: 'rejected', realms: [], refused })
  expect(await seen).toEqual([
    [2, 1],
    [2, 1],
  ])
  expect(await group.apply(order)).toMatchObject({ status: 'applied', realms: { length: 2 } })
})

test('the wrong release, and a script that is another patch', async () => {
  const { project, group } = await start()
  await group.say('see')
  const order = toOrder(await project.patch({ 'src/rate.js': RATE(2) }))
  expect(await group.apply({ ...order, release: 'other' })).toMatchObject({ refused: [{ code: 'IASO1202' }] })
  expect(await group.apply({ ...order, id: 'other' })).toMatchObject({ refused: [{ code: 'IASO1207' }] })
  expect(await group.apply({ ...order, app: 'other' })).toMatchObject({ refused: [{ code: 'IASO1201' }] })
})

test('a folder of manifests: looked at when something changes there', async () => {
  const project = new TestProject(FILES)
  const { release } = await project.build()
  project.write({ 'patches/.keep': '' })
  const group = new RunningGroup(project, { IASO_PATCHES: join(project.root, 'patches'), IASO_INTERVAL: '0' })
  await group.say('thread')
  const { id, seq, code } = toOrder(await project.patch({ 'src/rate.js': RATE(2) }))
  const { createHash } = await import('node:crypto')
  const integrity = `sha256-${createHash('sha256').update(code).digest('base64')}`
  const patch = { id, seq, file: 'p.js', bytes: Buffer.byteLength(code), integrity }
  const manifest = (patch: object | null) => JSON.stringify({ schema: 1, app: 'shop', release, patch })
  project.write({ 'patches/p.js': code, [`patches/${release}.json`]: manifest(patch) })
  const rates = async () => ((await group.say('see')) as [number, number][]).map(([, rate]) => rate)
  await vi.waitFor(async () => expect(await rates()).toEqual([2, 2]), { timeout: 10_000 })
  project.write({ [`patches/${release}.json`]: manifest(null) })
  await vi.waitFor(async () => expect(await rates()).toEqual([1, 1]), { timeout: 10_000 })
})

test('a group is reached by its owner only, and leaves nothing behind', async () => {
  const { project, group } = await start()
  await group.say('see')
  const { statSync, existsSync, readdirSync } = await import('node:fs')
  const base = join(project.root, 'run', readdirSync(join(project.root, 'run')).find(name => name.startsWith('iaso-'))!)
  const place = join(base, String(group.child.pid))
  expect([base, place, join(place, 'socket')].map(path => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o600])
  group.child.stdin!.end()
  await vi.waitFor(() => expect(existsSync(place)).toBe(false), { timeout: 10_000 })
})
