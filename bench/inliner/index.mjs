/** The inliner has a budget of bytecode: one function that calls ever more guarded ones meets its limit earlier. */
import { join } from 'node:path'
import { interleave, withEngines } from '../lib/engines.mjs'
import { leaves } from '../lib/generated.mjs'
import { guard, minified, write } from '../lib/program.mjs'
import { median } from '../lib/statistics.mjs'
import { curves } from '../lib/svg.mjs'
import { table } from '../lib/table.mjs'

export const about = 'nanoseconds a call of one of n small functions, all called from one place'

const COUNTS = [1, 10, 25, 50, 100, 200, 400]
const CALLS = 1000

export async function run({ folder, engines, rounds = 5, milliseconds = 400 }) {
  return withEngines(engines, async found => {
    const rows = []
    for (const count of COUNTS) {
      const files = await build(folder, count)
      for (const engine of found) {
        const job = program => ({ job: 'speed', program, milliseconds })
        const results = await interleave(engine, { plain: job(files.plain), guarded: job(files.guarded) }, rounds)
        const ns = form => (median(results[form].map(({ ms }) => ms)) * 1e6) / CALLS / count
        rows.push({ engine: engine.name, v8: engine.v8, count, plain: ns('plain'), guarded: ns('guarded') })
      }
    }
    return rows
  })
}

export const show = rows =>
  table(
    ['engine', 'functions', 'plain ns', 'guarded ns'],
    rows.map(({ engine, count, plain, guarded }) => [engine, count.toString(), plain, guarded]),
  )

export const draw = rows =>
  curves({
    title: 'One caller, n small functions',
    x: 'functions',
    y: 'ns a call',
    lines: [...new Set(rows.map(({ engine }) => engine))].flatMap(engine =>
      ['plain', 'guarded'].map(form => ({
        name: `${engine}, ${form}`,
        dashed: form === 'plain',
        points: rows.filter(row => row.engine === engine).map(row => [row.count, row[form]]),
      })),
    ),
  })

async function build(folder, count) {
  const code = leaves(count)
  const names = { plain: `leaves${count}.plain.mjs`, guarded: `leaves${count}.guarded.mjs` }
  // The minifier would inline the leaves itself.
  write(folder, {
    [names.plain]: code,
    [names.guarded]: await minified(guard(code, `leaves${count}`).code, { minify: false }),
  })
  return { plain: join(folder, names.plain), guarded: join(folder, names.guarded) }
}
