/** What guards cost while nothing is patched. */
import { interleave, withEngines } from '../lib/engines.mjs'
import { buildProgram, programNames } from '../lib/programs.mjs'
import { geometricMean, median, ratios } from '../lib/statistics.mjs'
import { matrix } from '../lib/table.mjs'

export const about = 'real programs without a patch, guarded against plain'

/** V8's compilers: what whole programs end in, the baseline compiler alone, the interpreter alone. */
const TIERS = {
  top: [],
  baseline: ['--no-opt', '--no-maglev', '--always-sparkplug'],
  interpreter: ['--no-opt', '--no-maglev', '--no-sparkplug'],
}

export async function run({ folder, engines, programs, tiers = ['top'], rounds = 5, milliseconds = 1000 }) {
  return withEngines(engines, async found => {
    const rows = []
    for (const name of programNames(programs)) {
      const program = await buildProgram(name, folder)
      for (const engine of found)
        for (const tier of engine.major ? tiers : ['top'])
          rows.push(await compare(engine, tier, program, rounds, milliseconds))
    }
    return rows
  })
}

export const show = rows =>
  matrix(
    rows,
    ({ program, functions }) => `${program}, ${functions} functions`,
    ({ engine, tier }) => (tier === 'top' ? engine : `${engine}, ${tier}`),
    row => row,
    geometricMean,
  )

async function compare(engine, tier, { name, functions, ...files }, rounds, milliseconds) {
  const job = program => ({ job: 'speed', program, milliseconds, flags: TIERS[tier] })
  const { plain, guarded } = await interleave(engine, { plain: job(files.plain), guarded: job(files.guarded) }, rounds)
  const answers = new Set([...plain, ...guarded].map(({ answer }) => JSON.stringify(answer)))
  if (answers.size > 1) throw new Error(`${name}: plain and guarded answer differently: ${[...answers].join(' / ')}`)
  const times = list => list.map(({ ms }) => ms)
  const row = {
    engine: engine.name,
    v8: engine.v8,
    tier,
    program: name,
    functions,
    ...ratios(times(guarded), times(plain)),
  }
  console.error(`  ${engine.name} ${tier} ${name} ${row.ratio.toFixed(3)}`)
  return { ...row, plain: median(times(plain)), guarded: median(times(guarded)) }
}
