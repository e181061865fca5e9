import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TIMEOUT = 120_000
const INSIDE = join(import.meta.dirname, 'inside')

/**
 * Runs test files in a process of their own.
 *
 * @param job `files`, `style`, `when` the patch comes, `earlier` files to run before it; see `inside/job.cjs`
 * @returns test → `pass`, or what it failed with; under '' what kept the run from beginning
 */
export function runTests(job) {
  const folder = mkdtempSync(join(tmpdir(), 'iaso-fix-'))
  const file = join(folder, 'job.json')
  const out = join(folder, 'results.json')
  writeFileSync(file, JSON.stringify({ when: 'plain', ...job, out }))
  const { stderr } = job.style === 'vitest' ? vitest(job, file) : mocha(job, file)
  const results = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : { '': stderr.slice(-2000) }
  rmSync(folder, { recursive: true })
  return job.style === 'vitest' ? fromVitest(results, job) : results
}

export function passed(results) {
  return Object.keys(results).filter(test => results[test] === 'pass')
}

/** Packages that a run would have needed. */
export function missingPackages(results) {
  const texts = Object.values(results).join('\n')
  const asked = /(?:Cannot find (?:module|package) '|Failed to resolve import "|Failed to load url )([@\w][^'" ]*)/g
  return [...texts.matchAll(asked)].map(([, name]) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
}

function mocha({ root }, file) {
  return run(root, ['--no-warnings', join(INSIDE, 'mocha.cjs')], file)
}

function vitest({ root, tools }, file) {
  const own = join(root, 'node_modules/vitest')
  rmSync(own, { recursive: true, force: true })
  symlinkSync(join(tools, 'vitest'), own)
  const config = ['--config', join(INSIDE, 'vitest.config.mjs'), '--root', root]
  return run(root, [join(tools, 'vitest/vitest.mjs'), 'run', ...config], file)
}

function run(cwd, args, file) {
  const env = { ...process.env, IASO_FIX_JOB: file, NODE_ENV: 'test', CI: '1' }
  return spawnSync(process.execPath, args, { cwd, env, timeout: TIMEOUT, encoding: 'utf8', maxBuffer: 2 ** 28 })
}

function fromVitest(json, { earlier = [] }) {
  if (json.testResults === undefined) return json
  const results = {}
  for (const { name, message, assertionResults } of json.testResults.filter(({ name }) => !earlier.includes(name))) {
    if (assertionResults.length === 0) results[''] = `${name}: ${message}`
    for (const { fullName, status, failureMessages } of assertionResults)
      if (status !== 'pending' && status !== 'skipped')
        results[unused(fullName, results)] = status === 'passed' ? 'pass' : String(failureMessages[0]).slice(0, 300)
  }
  return results
}

function unused(name, taken) {
  let free = name
  for (let nth = 2; free in taken; nth++) free = `${name} #${nth}`
  return free
}
