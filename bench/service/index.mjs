/** What the users of a service notice while it takes patches: the example `parcels`, keep-alive connections, sockets open. */
import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { buildDirectory, patchDirectory } from '@iaso/directory'
import { ask } from '@iaso/runtime/control'
import autocannon from 'autocannon'
import WebSocket from 'ws'
import { median, quantile } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'

export const about =
  'a Fastify service under load: latencies (ms) in the second before a patch, in its second, and in two quiet neighbours'

const EXAMPLE = new URL('../../examples/parcels', import.meta.url).pathname
const CONNECTIONS = 20
const SOCKETS = 50
const RATE = 500
const LOG = { warn: console.warn }

export async function run({ folder, rounds = 10 }) {
  const root = realpathSync(folder)
  cpSync(EXAMPLE, root, { recursive: true, filter: path => !/\/(?:dist|node_modules|\.iaso)$/.test(path) })
  symlinkSync(join(EXAMPLE, '../../node_modules'), join(root, 'node_modules'), 'dir')
  await buildDirectory(root, {}, LOG)
  const orders = [await patch(root, ['01']), await patch(root, ['02', '04', '05'])]
  process.env.IASO_RUN = root
  const port = await freePort()
  const service = spawn(process.execPath, ['--import', '@iaso/runtime/serve', 'dist/server.js'], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await createInterface({ input: service.stdout })[Symbol.asyncIterator]().next()
    return await measure(service.pid, port, orders, rounds)
  } finally {
    service.kill()
  }
}

async function patch(root, numbers) {
  for (const name of readdirSync(join(root, 'fixes')).filter(name => numbers.includes(name.slice(0, 2)))) {
    const { file, find, replace } = JSON.parse(readFileSync(join(root, 'fixes', name), 'utf8'))
    writeFileSync(
      join(root, file),
      readFileSync(join(root, file), 'utf8').replace(find, () => replace),
    )
  }
  const { report, directory } = await patchDirectory(root, {}, { releases: [], allow: new Set() }, LOG)
  const { app, release, patch } = report
  const filename = join(directory, 'patch.js')
  return { app, release, id: patch.id, seq: patch.seq, code: readFileSync(filename, 'utf8'), filename }
}

async function measure(pid, port, [first, second], rounds) {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => open(`ws://127.0.0.1:${port}/live`)))
  const load = autocannon({
    url: `http://127.0.0.1:${port}/quote?grams=2000`,
    connections: CONNECTIONS,
    duration: 3600,
    overallRate: RATE,
  })
  const answers = []
  load.on('response', (_client, _status, _bytes, ms) => answers.push([performance.now(), ms]))
  const between = (from, to) => answers.filter(([at]) => at >= from && at < to).map(([, ms]) => ms)
  const steps = {
    'patch 1': { command: 'apply', order: first },
    'patch 2': { command: 'apply', order: second },
    revert: { command: 'revert', app: first.app },
  }
  const rows = Object.keys(steps).map(step => ({ step, quiet: [], before: [], during: [], ms: [] }))
  await wait(3000)
  for (let round = 0; round < rounds; round++)
    for (const row of rows) {
      await wait(2200)
      const at = performance.now()
      const result = await ask(pid, steps[row.step])
      if (!['applied', 'reverted'].includes(result.status)) throw new Error(JSON.stringify(result))
      await wait(1200)
      row.quiet.push(between(at - 2000, at - 1000))
      row.before.push(between(at - 1000, at))
      row.during.push(between(at, at + 1000))
      row.ms.push(result.ms)
    }
  load.stop()
  const { errors, timeouts, non2xx, requests } = await load
  const dropped = sockets.filter(socket => socket.readyState !== WebSocket.OPEN).length
  for (const socket of sockets) socket.terminate()
  const failed = { requests: requests.total, failed: errors + timeouts + non2xx, sockets: SOCKETS, dropped }
  return rows.map(row => ({ ...failed, ...summary(row) }))
}

function summary({ step, quiet, before, during, ms }) {
  const at = (seconds, share) => median(seconds.map(latencies => quantile(latencies, share)))
  const ratio = (over, under) =>
    median(over.map((latencies, i) => quantile(latencies, 0.99) / quantile(under[i], 0.99)))
  return {
    step,
    ms: median(ms),
    p50: [at(before, 0.5), at(during, 0.5)],
    p99: [at(before, 0.99), at(during, 0.99)],
    ratio: ratio(during, before),
    noise: ratio(before, quiet),
  }
}

export const show = rows =>
  `${table(
    ['step', 'apply', 'p50 before', 'p50 then', 'p99 before', 'p99 then', 'p99 then/before', 'before/quiet'],
    rows.map(({ step, ms, p50, p99, ratio, noise }) => [step, ms, ...p50, ...p99, ratio, noise]),
  )}\n${rows[0].requests} requests, ${rows[0].failed} failed; ${rows[0].sockets} sockets, ${rows[0].dropped} dropped`

function open(url) {
  const socket = new WebSocket(url)
  return new Promise((done, fail) => socket.once('open', () => done(socket)).once('error', fail))
}

function freePort() {
  return new Promise(done => {
    const server = createServer().listen(0, () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}
