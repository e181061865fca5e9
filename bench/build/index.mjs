/** What the plugin adds to a build. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'
import { fix, writeProject } from './project.mjs'

export const about =
  'milliseconds of builds: plain, with a plugin that does next to nothing, a release, the next release, a patch of one function'

/** The next release finds the guarded code of the first one, as a build on a developer's machine does. */
const KINDS = { vite: ['plain', 'bare', 'release', 'again', 'patch'], webpack: ['plain', 'release', 'again', 'patch'] }

/** @param programs how many modules: `--programs 500,3000`; `vite500` for one host */
export async function run({ folder, rounds = 5, programs = ['500', '3000'] }) {
  const rows = []
  for (const wanted of programs)
    for (const host of Object.keys(KINDS).filter(host => /^\d/.test(wanted) || wanted.startsWith(host))) {
      const modules = Number(wanted.replace(/\D+/, ''))
      rows.push(await weigh(join(folder, `${host}${modules}`), host, modules, rounds))
    }
  return rows
}

async function weigh(folder, host, modules, rounds) {
  // packages are installed beside most projects
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const taken = Object.fromEntries(KINDS[host].map(kind => [kind, []]))
  for (let round = 0; round < rounds; round++) {
    for (const place of ['.iaso', 'node_modules/.cache']) rmSync(join(folder, place), { recursive: true, force: true })
    writeProject(folder, modules)
    for (const kind of KINDS[host]) {
      if (kind === 'patch') fix(folder, modules / 2)
      taken[kind].push(build(host, folder, kind))
    }
  }
  const of = (kind, what) => median(taken[kind].map(each => each[what]))
  const kinds = KINDS[host].map(kind => [kind, { milliseconds: of(kind, 'milliseconds'), cpu: of(kind, 'cpu') }])
  return { host, modules, ...Object.fromEntries(kinds) }
}

function build(host, folder, kind) {
  const what = kind === 'again' ? 'release' : kind
  const argv = [join(import.meta.dirname, 'build.mjs'), host, folder, what]
  // a report may come first
  const lines = execFileSync(process.execPath, argv, { encoding: 'utf8' }).trim().split('\n')
  const result = JSON.parse(lines.at(-1))
  if (result.code !== 0) throw new Error(`${host}: no ${kind}: ${result.code}`)
  return result
}

export function show(rows) {
  const cells = (row, kind) => {
    if (!row[kind]) return ['', '', '']
    const more = row[kind].milliseconds - row.plain.milliseconds
    const percent = `${((row[kind].milliseconds / row.plain.milliseconds - 1) * 100).toFixed(0)} %`
    return [`+${Math.round(more)}`, percent, `+${Math.round(row[kind].cpu - row.plain.cpu)}`]
  }
  const heads = ['bare', 'release', 'again', 'patch'].flatMap(kind => [`${kind}: wall`, '', 'processor'])
  return table(
    ['', 'modules', 'plain', 'processor', ...heads],
    rows.map(row => [
      row.host,
      String(row.modules),
      String(Math.round(row.plain.milliseconds)),
      String(Math.round(row.plain.cpu)),
      ...['bare', 'release', 'again', 'patch'].flatMap(kind => cells(row, kind)),
    ]),
  )
}
