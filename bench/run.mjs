/**
 * `npm run bench`, `npm run bench -- --quick`, `npm run bench idle -- --rounds 3 --engines 24,26`. Prints a table, and leaves the numbers in `bench/results/<name>.json`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { QUICK } from './quick.mjs'

const here = import.meta.dirname
const known = readdirSync(here).filter(name => existsSync(join(here, name, 'index.mjs')))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    milliseconds: { type: 'string' },
    engines: { type: 'string' },
    programs: { type: 'string' },
    tiers: { type: 'string' },
  },
})
const unknown = positionals.filter(name => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${known.join(', ')}`)
  process.exit(2)
}

if (!existsSync(join(here, 'node_modules')))
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })

const list = value => value?.split(',')
const number = value => (value === undefined ? undefined : Number(value))
const options = {
  rounds: number(values.rounds),
  milliseconds: number(values.milliseconds),
  engines: list(values.engines),
  programs: list(values.programs),
  tiers: list(values.tiers),
}
const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
const all = values.quick ? Object.keys(QUICK) : known

mkdirSync(join(here, 'results'), { recursive: true })
for (const name of positionals.length > 0 ? positionals : all) await measure(name)

async function measure(name) {
  const { about, run, show, draw } = await import(`./${name}/index.mjs`)
  console.log(`\n${name}: ${about}`)
  const begin = performance.now()
  const folder = mkdtempSync(join(tmpdir(), `iaso-bench-${name}-`))
  try {
    const results = await run({ folder, ...(values.quick && QUICK[name]), ...given })
    writeFileSync(
      join(here, 'results', `${name}.json`),
      `${JSON.stringify({ about, date: new Date().toISOString(), results }, null, 1)}\n`,
    )
    console.log(show(results))
    console.log(`(${Math.round((performance.now() - begin) / 1000)} s)`)
    if (draw) writeFileSync(join(here, 'results', `${name}.svg`), draw(results))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
