/** How long the main thread is busy when a patch comes, and when it goes. */
import { join } from 'node:path'
import { choose, edit } from '../lib/edits.mjs'
import { interleave, withEngines } from '../lib/engines.mjs'
import { application } from '../lib/generated.mjs'
import { guard, minified, patch, write } from '../lib/program.mjs'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'

export const about = 'milliseconds to apply and revert a patch of 1, 100 and 5,000 functions, the program warm'

export async function run({ folder, engines, rounds = 9 }) {
  const code = application(6000)
  const { code: guarded, mapping } = guard(code, 'apply')
  write(folder, { 'program.mjs': await minified(guarded) })
  const sizes = { 1: edit(code, choose(code, 1)), 100: edit(code, choose(code, 100)), 5000: code }
  for (const [count, next] of Object.entries(sizes)) {
    const { code: script } = await patch(mapping, next, { drill: next === code })
    write(folder, { [`${count}.patch.js`]: script })
  }
  return withEngines(engines, async found => {
    const rows = []
    for (const engine of found)
      for (const count of Object.keys(sizes)) {
        const job = {
          job: 'apply',
          program: join(folder, 'program.mjs'),
          patches: [join(folder, `${count}.patch.js`)],
          app: mapping.app,
        }
        const { once } = await interleave(engine, { once: job }, rounds)
        const of = what => median(once.map(([result]) => result[what]))
        rows.push({
          engine: engine.name,
          v8: engine.v8,
          functions: once[0][0].functions,
          whole: of('whole'),
          applied: of('applied'),
          reverted: of('reverted'),
        })
      }
    return rows
  })
}

export const show = rows =>
  table(
    ['engine', 'functions', 'script and apply', 'apply', 'revert'],
    rows.map(({ engine, functions, whole, applied, reverted }) => [
      engine,
      functions.toString(),
      whole,
      applied,
      reverted,
    ]),
  )
