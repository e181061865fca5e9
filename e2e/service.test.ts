import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { describe, expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { eventually } from './support/browser.js'
import { FORMATS, Parcels, type Running } from './support/parcels.js'

function parcels(format: keyof typeof FORMATS): Parcels {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-parcels-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 20 }))
  return new Parcels(root, FORMATS[format])
}

/** Listens to a socket: every tick must come, and in order. */
class Watcher {
  readonly stops: string[] = []
  ticks = 0
  gaps = 0
  closed = false
  readonly #socket: WebSocket

  constructor(running: Running) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${running.port}/live`)
    this.#socket.on('close', () => {
      this.closed = true
    })
    let last: number | undefined
    this.#socket.on('message', data => {
      const { tick, stop } = JSON.parse(String(data)) as { tick?: number; stop?: string }
      if (stop !== undefined) this.stops.push(stop)
      if (tick === undefined) return
      if (last !== undefined && tick !== last + 1) this.gaps += 1
      last = tick
      this.ticks += 1
    })
    onTestFinished(() => this.#socket.terminate())
  }

  opened(): Promise<void> {
    return new Promise((done, fail) => this.#socket.once('open', () => done()).once('error', fail))
  }

  async ask(): Promise<string | undefined> {
    const before = this.stops.length
    this.#socket.send('next')
    await eventually(async () => this.stops.length).toBeGreaterThan(before)
    return this.stops.at(-1)
  }
}

describe.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('%s', format => {
  test('a service under load takes a patch, a second one, and a revert: nothing fails, nothing is dropped, nobody is logged out', async () => {
    const project = parcels(format)
    await project.build()
    const first = await project.fix('01')
    const second = await project.fix('02', '03', '04', '05')
    expect(statSync(join(first, 'patch.js')).size).toBeLessThan(400)
    const service = await project.start()
    onTestFinished(() => service.stop())
    const pid = String(service.child.pid)

    const login = await service.post('/login', { user: 'Ada' })
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const watchers = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const watcher = new Watcher(service)
        await watcher.opened()
        return watcher
      }),
    )
    expect(await service.get('/', { cookie })).toEqual({ greeting: 'Welcome, Ada' })
    expect(await watchers[0]?.ask()).toBe('stop 0')
    await service.post('/parcels', { grams: 2000 })
    await eventually(async () => (await service.get('/jobs'))['done']).toEqual(['failed label 1'])
    await eventually(async () => (await service.get('/settlement'))['total']).toBe(800)

    const load = autocannon({ url: service.url('/quote?grams=2000'), connections: 20, duration: 600, overallRate: 200 })
    onTestFinished(() => load.stop())

    expect(await project.iaso('apply', first, '--pid', pid)).toContain('parcels applied')
    expect(await service.get('/quote?grams=2000')).toMatchObject({ cents: 490 })

    expect(await project.iaso('apply', second, '--pid', pid)).toContain('2 realms')
    expect(await service.get('/', { cookie })).toEqual({ greeting: 'Welcome back, Ada, visit 2' })
    expect(await watchers[0]?.ask()).toBe('stop 2')
    await service.post('/parcels', { grams: 2000 })
    await eventually(async () => (await service.get('/jobs'))['done']).toEqual(['failed label 1', 'label 2'])
    const { round } = await service.get('/settlement')
    await eventually(async () => (await service.get('/settlement'))['total']).toBe(890 + 490)
    expect((await service.get('/settlement'))['round']).toBeGreaterThanOrEqual(Number(round))
    expect(await project.iaso('status', '--pid', pid)).toMatch(/process \d+ thread 1 {2}parcels/)

    expect(await project.iaso('revert', '--pid', pid)).toContain('parcels reverted')
    expect(await service.get('/quote?grams=2000')).toMatchObject({ cents: 890 })
    expect(await service.get('/', { cookie })).toEqual({ greeting: 'Welcome, Ada' })
    expect(await watchers[0]?.ask()).toBe('stop 2')

    load.stop()
    const { errors, timeouts, non2xx, requests } = await load
    expect({ errors, timeouts, non2xx }).toEqual({ errors: 0, timeouts: 0, non2xx: 0 })
    expect(requests.total).toBeGreaterThan(100)
    expect(watchers.filter(({ closed, gaps, ticks }) => closed || gaps > 0 || ticks < 10)).toEqual([])
  }, 240_000)
})

test('every process of a cluster takes it', async () => {
  const project = parcels('ES modules')
  await project.build()
  const service = await project.start({ WORKERS: '2' })
  onTestFinished(() => service.stop())
  const prices = async () => {
    // A connection stays with its process; those of a process that came first would be used for ever.
    const ask = () => service.get('/quote?grams=2000', { connection: 'close' })
    const quotes = await Promise.all(Array.from({ length: 24 }, ask))
    return { pids: new Set(quotes.map(({ pid }) => pid)).size, cents: [...new Set(quotes.map(({ cents }) => cents))] }
  }
  await eventually(prices).toEqual({ pids: 2, cents: [890] })
  await project.fix('01')
  // The primary, two processes, and their settlement threads.
  expect(await project.iaso('apply')).toContain('applied')
  expect(await prices()).toEqual({ pids: 2, cents: [490] })
  expect((await project.iaso('status')).match(/process \d+ {2}parcels/g)).toHaveLength(3)
})
