/** What a patch does to a program that is running at full speed. */
import { editedForms } from '../lib/edited.mjs'
import { interleave, withEngines } from '../lib/engines.mjs'
import { buildProgram, programNames } from '../lib/programs.mjs'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'

export const about = 'milliseconds until full speed is back after a patch, and the longest run on the way'

/** So much slower than in the end is full speed. */
const FULL = 1.1

export async function run({
  folder,
  engines,
  programs = ['acorn', 'marked', 'immer'],
  rounds = 5,
  milliseconds = 2000,
}) {
  return withEngines(engines, async found => {
    const rows = []
    for (const name of programNames(programs)) {
      const program = await buildProgram(name, folder)
      for (const { form, patched, patch } of await editedForms(program, found[0], folder))
        for (const engine of found) {
          const job = { job: 'dip', program: program.guarded, patches: [patch], milliseconds }
          const { dip } = await interleave(engine, { dip: job }, rounds)
          const of = what => median(dip.map(what))
          rows.push({
            engine: engine.name,
            v8: engine.v8,
            program: `${name}, ${form} (${patched})`,
            run: of(({ before }) => steady(before)),
            back: of(({ after }) => timeToFullSpeed(after)),
            longest: of(({ after }) => Math.max(...after.map(([, ms]) => ms)) - steady(after)),
          })
        }
    }
    return rows
  })
}

export const show = rows =>
  table(
    ['', 'engine', 'a run', 'full speed after', 'longest run: more than usual'],
    rows.map(row => [row.program, row.engine, row.run, row.back, row.longest]),
  )

/** What a run takes in the last third. */
function steady(series) {
  return median(series.slice(-Math.ceil(series.length / 3)).map(([, ms]) => ms))
}

/** When the median of five runs is first what it is in the end. */
function timeToFullSpeed(series) {
  const usual = steady(series) * FULL
  const at = series.findIndex((_, at) => median(series.slice(at, at + 5).map(([, ms]) => ms)) <= usual)
  return series[at][0]
}
