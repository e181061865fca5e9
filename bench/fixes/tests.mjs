import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from './runners/jest.mjs'
import { mocha } from './runners/mocha.mjs'
import { script } from './runners/script.mjs'
import { vitest } from './runners/vitest.mjs'

const RUNNERS = { jest, mocha, script, vitest }

/**
 * Runs test files in a process of their own.
 *
 * @param job `files`, `runner`, `when` the patch comes, `earlier` files to run before it; see `inside/job.cjs`
 * @returns test → `pass`, or what it failed with; under '' what kept the run from beginning
 */
export function runTests(job) {
  const folder = mkdtempSync(join(tmpdir(), 'iaso-fix-'))
  const file = join(folder, 'job.json')
  const out = join(folder, 'results.json')
  const whole = { when: 'plain', ...job, out }
  writeFileSync(file, JSON.stringify(whole))
  const { stdout, stderr } = RUNNERS[job.runner].start(whole, file)
  const json = existsSync(out)
    ? JSON.parse(readFileSync(out, 'utf8'))
    : { '': stderr.slice(-3000) || stdout.slice(-3000) }
  rmSync(folder, { recursive: true })
  return RUNNERS[job.runner].results(json, whole, stdout)
}

export function passed(results) {
  return Object.keys(results).filter(test => results[test] === 'pass')
}

/** Packages that a run would have needed. */
export function missingPackages(results) {
  const texts = Object.values(results).join('\n')
  const asked =
    /(?:Cannot find (?:module|package) ['"]|Failed to resolve import "|Failed to load url |Failed to resolve entry for package ")([@\w][^'" ]*)/g
  return [...texts.matchAll(asked)]
    .map(([, name]) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
    .filter(name => !name.startsWith('@iaso/'))
}
