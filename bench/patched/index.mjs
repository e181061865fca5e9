/** What patched code costs: against a fresh build of the same source, and against the release before the patch. */
import { editedForms } from '../lib/edited.mjs'
import { interleave, withEngines } from '../lib/engines.mjs'
import { buildProgram, programNames } from '../lib/programs.mjs'
import { geometricMean, ratios } from '../lib/statistics.mjs'
import { matrix } from '../lib/table.mjs'

export const about =
  'programs with the hottest function patched, with 5 % of the functions, with all: against a fresh build'

export async function run({ folder, engines, programs, rounds = 5, milliseconds = 1000 }) {
  return withEngines(engines, async found => {
    const rows = []
    for (const name of programNames(programs)) {
      const program = await buildProgram(name, folder)
      for (const form of await editedForms(program, found[0], folder))
        for (const engine of found) rows.push(await compare(engine, program, form, rounds, milliseconds))
    }
    return rows
  })
}

export const show = rows =>
  ['hottest', '5 %', 'all']
    .map(form => {
      const of = rows.filter(row => row.form === form)
      return `${form}\n${matrix(
        of,
        row => `${row.program}, ${row.patched} of ${row.functions}`,
        row => row.engine,
        row => row,
        geometricMean,
      )}`
    })
    .join('\n\n')

async function compare(
  engine,
  { name, functions, guarded },
  { form, patched, patch: file, fresh },
  rounds,
  milliseconds,
) {
  const variants = {
    fresh: { job: 'speed', program: fresh, milliseconds },
    patched: { job: 'speed', program: guarded, patches: [file], milliseconds },
  }
  const results = await interleave(engine, variants, rounds)
  const answers = new Set(
    Object.values(results)
      .flat()
      .map(({ answer }) => JSON.stringify(answer)),
  )
  if (answers.size > 1)
    throw new Error(`${name}, ${form}: fresh and patched answer differently: ${[...answers].join(' / ')}`)
  const times = of => results[of].map(({ ms }) => ms)
  const row = {
    engine: engine.name,
    v8: engine.v8,
    program: name,
    form,
    functions,
    patched,
    ...ratios(times('patched'), times('fresh')),
  }
  console.error(`  ${engine.name} ${name} ${form} ${row.ratio.toFixed(3)}`)
  return row
}
