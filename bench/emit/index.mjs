/** What a patch build takes longer than the host's own build. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'
import { fix, writeProject } from './project.mjs'

export const about = 'milliseconds of Vite 8 builds of 500 modules: plain, a release, a patch of one function'

export async function run({ folder, rounds = 5 }) {
  writeProject(folder, 500)
  const build = what =>
    JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, 'build.mjs'), folder, what], { encoding: 'utf8' }),
    )
  const taken = { plain: [], release: [], patch: [] }
  for (let round = 0; round < rounds; round++) {
    rmSync(join(folder, '.iaso'), { recursive: true, force: true })
    writeProject(folder, 500)
    taken.plain.push(build('plain'))
    taken.release.push(build('release'))
    fix(folder, 250)
    const patch = build('patch')
    if (patch.code !== 0) throw new Error(`no patch: ${patch.code}`)
    taken.patch.push(patch)
  }
  return Object.entries(taken).map(([what, all]) => ({
    what,
    milliseconds: median(all.map(({ milliseconds }) => milliseconds)),
    cpu: median(all.map(({ cpu }) => cpu)),
  }))
}

export function show(rows) {
  const plain = rows.find(({ what }) => what === 'plain')
  return table(
    ['', 'wall', 'more than plain', 'processor', 'more than plain'],
    rows.map(({ what, milliseconds, cpu }) => [
      what,
      ...[milliseconds, milliseconds - plain.milliseconds, cpu, cpu - plain.cpu].map(Math.round).map(String),
    ]),
  )
}
