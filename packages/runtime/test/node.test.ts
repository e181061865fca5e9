import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { define, on, type Result, revert, state } from '../dist/index.js'
import { type Client, start } from '../dist/node.js'
import { type Host, openHost, publish, scriptFor } from './support/server.js'

Object.defineProperty(globalThis, '$iaso:shop', { value: 'r1' })
define('cart', 'print-cart', 1)(() => [])

const cell = () => (globalThis as { $cart0?: () => string }).$cart0?.()
const heard: string[] = []
const hear = (result: Result) => heard.push('code' in result ? result.code : result.status)
for (const event of ['applied', 'rejected', 'reverted', 'failed'] as const) on(event, hear)

let host: Host
let client: Client | undefined
beforeEach(async () => {
  host = await openHost()
})
afterEach(async () => {
  client?.stop()
  revert('shop')
  heard.length = 0
  await host.close()
})

function open(options: object = {}): Client {
  client = start({ url: `${host.url}/patches`, interval: 0, ...options })
  return client
}

describe('the client for Node', () => {
  it('applies, replaces, and reverts on null', async () => {
    publish(host, 'one')
    const { check } = open()
    expect(await check()).toMatchObject({ status: 'applied', patch: 'one', functions: 1 })
    expect(cell()).toBe('one')
    expect(await check()).toBeUndefined()
    publish(host, 'two')
    await check()
    expect(cell()).toBe('two')
    host.files.set('/patches/r1.json', JSON.stringify({ schema: 1, app: 'shop', release: 'r1', patch: null }))
    expect(await check()).toMatchObject({ status: 'reverted', patch: 'two' })
    expect(cell()).toBeUndefined()
  })

  it('takes a 404 for no news', async () => {
    publish(host, 'one')
    const { check } = open()
    await check()
    host.files.clear()
    expect(await check()).toBeUndefined()
    expect(cell()).toBe('one')
    expect(heard).toEqual(['applied'])
  })

  it('polls, and goes on after errors', async () => {
    host.files.set('/patches/r1.json', (_, response) => response.socket?.destroy())
    open({ interval: 10 })
    await expect.poll(() => heard.length).toBeGreaterThan(1)
    publish(host, 'one')
    await expect.poll(cell).toBe('one')
  })

  it('reads a folder, too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iaso '))
    publish(host, 'one')
    const { check } = open({ url: folder })
    expect(await check()).toBeUndefined()
    const manifest = String(host.files.get('/patches/r1.json')).replace('r1/one.js', 'one.js')
    writeFileSync(join(folder, 'r1.json'), manifest)
    expect(await check()).toMatchObject({ code: 'IASO1210' })
    writeFileSync(join(folder, 'one.js'), scriptFor('one'))
    expect(await check()).toMatchObject({ status: 'applied' })
    rmSync(folder, { recursive: true })
  })

  it.each<[string, string, (host: Host) => void]>([
    ['a truncated file', 'IASO1210', at => at.files.set('/patches/r1/one.js', scriptFor('one').slice(0, -20))],
    [
      'a file of the same length, edited',
      'IASO1210',
      at => at.files.set('/patches/r1/one.js', scriptFor('one').replace("=> 'one'", "=> 'owe'")),
    ],
    ['a longer file', 'IASO1210', at => at.files.set('/patches/r1/one.js', `${scriptFor('one')};`)],
    ['a missing file', 'IASO1210', at => at.files.delete('/patches/r1/one.js')],
    [
      'a connection that breaks in the middle',
      'IASO1210',
      at =>
        at.files.set('/patches/r1/one.js', (_, response) => {
          response.writeHead(200, { 'content-length': scriptFor('one').length })
          response.write('globalThis', () => response.destroy())
        }),
    ],
    ['a script that applies nothing', 'IASO1210', at => publish(at, 'one', {}, 'void 0')],
    ['a page in place of the manifest', 'IASO1211', at => at.files.set('/patches/r1.json', '<!doctype html>')],
    [
      'a server error',
      'IASO1211',
      at => at.files.set('/patches/r1.json', (_, response) => response.writeHead(503).end()),
    ],
    ['an endless manifest', 'IASO1211', at => at.files.set('/patches/r1.json', `"${'x'.repeat(70_000)}"`)],
    ['null', 'IASO1211', at => at.files.set('/patches/r1.json', 'null')],
    ['no patch field', 'IASO1211', at => at.files.set('/patches/r1.json', '{"schema":1,"app":"shop","release":"r1"}')],
    [
      'another schema',
      'IASO1211',
      at => at.files.set('/patches/r1.json', '{"schema":2,"app":"shop","release":"r1","patch":null}'),
    ],
    [
      'another application',
      'IASO1211',
      at => at.files.set('/patches/r1.json', '{"schema":1,"app":"x","release":"r1","patch":null}'),
    ],
    [
      'another release',
      'IASO1211',
      at => at.files.set('/patches/r1.json', '{"schema":1,"app":"shop","release":"r2","patch":null}'),
    ],
    ['no integrity', 'IASO1211', at => publish(at, 'one', { integrity: '' })],
    ['an integrity that browsers ignore', 'IASO1211', at => publish(at, 'one', { integrity: 'md5-abc=' })],
    ['more bytes than allowed', 'IASO1211', at => publish(at, 'one', { bytes: 2 ** 30 })],
    ['a file elsewhere', 'IASO1211', at => publish(at, 'one', { file: 'https://example.com/one.js' })],
    ['a file above', 'IASO1211', at => publish(at, 'one', { file: '../one.js' })],
    ['no id', 'IASO1211', at => publish(at, 'one', { id: 7 })],
  ])('rejects %s (%s), changes nothing, and tries again', async (_, code, spoil) => {
    publish(host, 'one')
    spoil(host)
    const { check } = open()
    expect(await check()).toMatchObject({ status: 'rejected', code, app: 'shop' })
    expect(cell()).toBeUndefined()
    expect(state('shop').patch).toBeUndefined()
    expect(heard).toEqual([code])
    publish(host, 'one')
    expect(await check()).toMatchObject({ status: 'applied' })
  })

  it('loads what apply rejected only once', async () => {
    publish(host, 'one', {}, scriptFor('one', { release: 'r0' }))
    const { check } = open()
    expect(await check()).toMatchObject({ code: 'IASO1202' })
    expect(await check()).toMatchObject({ code: 'IASO1202' })
    expect(host.requests.filter(path => path.endsWith('.js'))).toHaveLength(1)
    expect(heard).toEqual(['IASO1202'])
  })

  it('does nothing any more once stopped', async () => {
    publish(host, 'one')
    const { check, stop } = open()
    stop()
    expect(await check()).toBeUndefined()
    expect(cell()).toBeUndefined()
  })
})
