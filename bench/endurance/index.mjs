/** Whether a program stays as small and as fast after ten thousand patches as it was after ten. */
import { join } from 'node:path'
import { choose, edit } from '../lib/edits.mjs'
import { withEngines } from '../lib/engines.mjs'
import { application } from '../lib/generated.mjs'
import { guard, minified, patch, write } from '../lib/program.mjs'
import { table } from '../lib/table.mjs'

export const about = 'a patch applied and reverted 10,000 times; 2,000 different patches in one process: heap and speed'

const FUNCTIONS = 200

export async function run({ folder, engines = ['20', '24', '26'] }) {
  const code = application(FUNCTIONS)
  const { code: guarded, mapping } = guard(code, 'endurance')
  write(folder, { 'program.mjs': await minified(guarded) })
  const { code: script } = await patch(mapping, edit(code, choose(code, 10)))
  write(folder, { 'same.js': script })
  const common = { program: join(folder, 'program.mjs'), patches: [join(folder, 'same.js')], app: mapping.app }
  return withEngines(engines, async found => {
    const rows = []
    for (const engine of found.filter(({ major }) => major))
      for (const [name, job] of Object.entries({
        'the same, applied and reverted': { ...common, job: 'again', times: 10_000, every: 1000 },
        'different ones, each over the last': { ...common, job: 'different', times: 2000, every: 200 },
      }))
        rows.push({ engine: engine.name, v8: engine.v8, name, steps: await engine.run(job) })
    return rows
  })
}

export const show = rows =>
  table(
    [
      'engine',
      'patches',
      'number',
      'heap, KB: at first',
      'at last',
      'bytes a patch',
      'ms a patch: at first',
      'at last',
      'run, ms: at first',
      'at last',
    ],
    rows.map(({ engine, name, steps }) => {
      const [first, last] = [steps[0], steps.at(-1)]
      const grown = (last.heap - first.heap) / (last.number - first.number)
      const kilo = bytes => (bytes / 1024).toFixed(0)
      return [
        engine,
        name,
        String(last.number),
        kilo(first.heap),
        kilo(last.heap),
        grown.toFixed(0),
        first.apply,
        last.apply,
        first.run,
        last.run,
      ]
    }),
  )
