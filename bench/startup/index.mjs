/** What guards cost when a program starts, and what they take of the heap. */
import { join } from 'node:path'
import { interleave, withEngines } from '../lib/engines.mjs'
import { application } from '../lib/generated.mjs'
import { guard, minified, write } from '../lib/program.mjs'
import { buildProgram } from '../lib/programs.mjs'
import { median, ratios } from '../lib/statistics.mjs'
import { spread, table } from '../lib/table.mjs'

export const about = 'loading a program and running half of its functions once; heap a function'

export async function run({ folder, engines, programs = ['generated', 'typescript'], rounds = 15 }) {
  return withEngines(engines, async found => {
    const rows = []
    for (const name of programs) {
      const built = name === 'generated' ? await generated(folder, 5000) : await buildProgram(name, folder)
      for (const engine of found) rows.push(await compare(engine, built, rounds))
    }
    return rows
  })
}

export const show = rows =>
  table(
    ['program', 'engine', 'plain ms', 'guarded ms', 'loaded', 'loaded and run', 'heap a function'],
    rows.map(row => [
      `${row.program}, ${row.functions} functions`,
      row.engine,
      row.plain.toFixed(1),
      row.guarded.toFixed(1),
      spread(row.loaded),
      spread(row.ran),
      row.heap === undefined ? '' : `${row.heap.toFixed(0)} B`,
    ]),
  )

async function generated(folder, functions) {
  const code = application(functions)
  const { code: guarded, record } = guard(code, 'generated')
  write(folder, { 'generated.plain.mjs': await minified(code), 'generated.guarded.mjs': await minified(guarded) })
  const files = { plain: join(folder, 'generated.plain.mjs'), guarded: join(folder, 'generated.guarded.mjs') }
  return { name: 'generated', functions: record.cells.length, ...files }
}

async function compare(engine, { name, functions, plain, guarded }, rounds) {
  const job = program => ({ job: 'start', program })
  const results = await interleave(engine, { plain: job(plain), guarded: job(guarded) }, rounds)
  const of = (form, what) => results[form].map(result => result[what])
  const heaps = ['plain', 'guarded'].map(form => median(of(form, 'heap').filter(value => value !== undefined)))
  return {
    program: name,
    functions,
    engine: engine.name,
    v8: engine.v8,
    plain: median(of('plain', 'ran')),
    guarded: median(of('guarded', 'ran')),
    loaded: ratios(of('guarded', 'loaded'), of('plain', 'loaded')),
    ran: ratios(of('guarded', 'ran'), of('plain', 'ran')),
    ...(engine.major && { heap: (heaps[1] - heaps[0]) / functions }),
  }
}
