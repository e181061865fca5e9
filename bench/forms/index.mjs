/** Other ways to make a function replaceable, at rest: why a guard reads a global. */
import { join } from 'node:path'
import { analyze, generate, parse } from '@iaso/babel-plugin'
import { interleave, withEngines } from '../lib/engines.mjs'
import { bundle, guard, minified, write } from '../lib/program.mjs'
import { geometricMean, ratios } from '../lib/statistics.mjs'
import { matrix } from '../lib/table.mjs'
import { FORMS } from './forms.mjs'

export const about = 'the cost of other guards without a patch, against no guards'

const PROGRAMS = ['octane-richards', 'octane-deltablue', 'octane-raytrace', 'octane-splay', 'acorn']

export async function run({ folder, engines, programs = PROGRAMS, rounds = 5, milliseconds = 1000 }) {
  return withEngines(engines, async found => {
    const rows = []
    for (const name of programs) {
      const variants = await build(name, folder)
      for (const engine of found) {
        const jobs = Object.fromEntries(
          Object.entries(variants).map(([form, program]) => [form, { job: 'speed', program, milliseconds }]),
        )
        const results = await interleave(engine, jobs, rounds)
        const times = form => results[form].map(({ ms }) => ms)
        for (const form of Object.keys(variants).filter(form => form !== 'plain'))
          rows.push({ engine: engine.name, v8: engine.v8, program: name, form, ...ratios(times(form), times('plain')) })
      }
    }
    return rows
  })
}

export const show = rows =>
  matrix(
    rows,
    ({ program, engine }) => `${program}, ${engine}`,
    ({ form }) => form,
    row => row,
    geometricMean,
  )

async function build(name, folder) {
  const code = await bundle(new URL(`../programs/${name}.js`, import.meta.url).pathname)
  const codes = { plain: code, iaso: guard(code, name).code }
  for (const [form, put] of Object.entries(FORMS)) codes[form] = rewrite(code, put)
  const variants = {}
  for (const [form, text] of Object.entries(codes)) {
    write(folder, { [`${name}.${form}.mjs`]: await minified(text) })
    variants[form] = join(folder, `${name}.${form}.mjs`)
  }
  return variants
}

/** Only functions that a guard of any form can go into; the others stay plain in all of them. */
function rewrite(code, put) {
  const file = parse(code, 'module', 'program.js')
  const module = analyze(file.program, 'module', 'program.js')
  const functions = module.functions.filter(
    ({ node, layout, kind }) =>
      layout && node.body?.type === 'BlockStatement' && /^(?:function|method|arrow)$/.test(kind),
  )
  const head = put(functions)
  return `${head}\n${generate(file, {}, code).code}`
}
