/** A Node process that runs the shop: Iaso, and dynohot, which loads modules anew as their files change. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, guard, patch, write } from '../lib/program.mjs'
import { median } from '../lib/statistics.mjs'
import { fix, fixedFile, writeShop } from './shop.mjs'

const MESSAGES = `
;process.on('message', () => process.send({ price: globalThis.shop.sell(5), state: globalThis.shop.state() }))
process.send('ready')`
const WATCH = file => `import { readFileSync, watchFile } from 'node:fs'
import { runInThisContext } from 'node:vm'
watchFile(${JSON.stringify(file)}, { interval: 5 }, ({ mtimeMs }) => {
  if (mtimeMs === 0) return
  runInThisContext(readFileSync(${JSON.stringify(file)}, 'utf8'), { filename: 'patch.js' })
})`

export async function inProcess(folder, rounds) {
  const ways = { Iaso: iaso, dynohot }
  const rows = []
  for (const [way, prepare] of Object.entries(ways)) {
    const all = []
    for (let round = 0; round < rounds; round++) all.push(await measure(await prepare(join(folder, `${way}-${round}`))))
    rows.push({ ...all[0], way, where: `Node ${process.versions.node}`, ms: median(all.map(({ ms }) => ms)) })
  }
  return rows
}

async function measure({ entry, execArgv, repair }) {
  const child = fork(entry, [], {
    execArgv: [...execArgv, '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    await until(child, message => message === 'ready')
    await ask(child)
    const before = await ask(child)
    const start = performance.now()
    repair()
    for (;;) {
      const { price, state } = await ask(child)
      if (price !== 10) continue
      const ms = performance.now() - start
      return {
        ms,
        own: state.sold > before.state.sold ? 'kept' : 'lost',
        others: state.visits > before.state.visits ? 'kept' : 'lost',
      }
    }
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

async function ask(child) {
  child.send('sell')
  return until(child, message => message.state)
}

async function until(child, wanted) {
  for (;;) {
    const [message] = await once(child, 'message')
    if (wanted(message)) return message
  }
}

async function iaso(folder) {
  writeShop(join(folder, 'src'))
  const code = await bundle(join(folder, 'src/main.js'))
  fix(join(folder, 'src'))
  const next = await bundle(join(folder, 'src/main.js'))
  const { code: guarded, mapping } = guard(code, 'shop')
  const { code: script } = await patch(mapping, next)
  const file = join(folder, 'patch.js')
  const runtime = `import ${JSON.stringify(import.meta.resolve('@iaso/runtime'))}`
  const local = guarded.replace(/from "@iaso\/runtime"/, `from ${JSON.stringify(import.meta.resolve('@iaso/runtime'))}`)
  write(folder, { 'main.mjs': `${runtime}\n${local}\n${WATCH(file)}\n${MESSAGES}` })
  return { entry: join(folder, 'main.mjs'), execArgv: [], repair: () => writeFileSync(file, script) }
}

async function dynohot(folder) {
  writeShop(folder, { hot: `import.meta.hot.accept('${fixedFile}')` })
  appendFileSync(join(folder, 'main.js'), MESSAGES)
  return {
    entry: join(folder, 'main.js'),
    execArgv: ['--import', import.meta.resolve('dynohot/register')],
    repair: () => fix(folder),
  }
}
