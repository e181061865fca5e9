/**
 * `npm run bench`, `npm run bench idle -- --rounds 3 --engines 24,26`. Prints a table, and leaves the numbers in `bench/results/<name>.json`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const here = import.meta.dirname
const known = readdirSync(here).filter(name => existsSync(join(here, name, 'index.mjs')))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
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

mkdirSync(join(here, 'results'), { recursive: true })
for (const name of positionals.length > 0 ? positionals : known) await measure(name)

async function measure(name) {
  const { about, run, show, draw } = await import(`./${name}/index.mjs`)
  console.log(`\n${name}: ${about}`)
  const folder = mkdtempSync(join(tmpdir(), `iaso-bench-${name}-`))
  try {
    const results = await run({ folder, ...options })
    writeFileSync(
      join(here, 'results', `${name}.json`),
      `${JSON.stringify({ about, date: new Date().toISOString(), results }, null, 1)}\n`,
    )
    console.log(show(results))
    if (draw) writeFileSync(join(here, 'results', `${name}.svg`), draw(results))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
