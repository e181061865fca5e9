import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const TIMEOUT = 120_000

/** What runs in the process of the tests. */
export const INSIDE = join(import.meta.dirname, '../inside')

export function run(cwd, args, job) {
  const env = { ...process.env, IASO_FIX_JOB: job, NODE_ENV: 'test', CI: '1', TZ: 'UTC', FORCE_COLOR: '0' }
  return spawnSync(process.execPath, args, { cwd, env, timeout: TIMEOUT, encoding: 'utf8', maxBuffer: 2 ** 28 })
}

/** Test files in TypeScript, or modules where Node expects CommonJS. */
export function typescript({ root, files, tools }) {
  const { type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const isForeign = file =>
    /\.[cm]?tsx?$/.test(file) ||
    (type !== 'module' && file.endsWith('.js') && /^(?:import|export)\b/m.test(readFileSync(file, 'utf8')))
  return files.some(isForeign) ? ['--import', `${tools}/tsx/dist/loader.mjs`] : []
}

export function unused(name, taken) {
  let free = name
  for (let nth = 2; free in taken; nth++) free = `${name} #${nth}`
  return free
}
