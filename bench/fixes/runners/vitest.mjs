import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { INSIDE, run, unused } from './process.mjs'

export const vitest = { start, results }

function start({ root, tools }, file) {
  const own = join(root, 'node_modules/vitest')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(join(own, '..'), { recursive: true })
  symlinkSync(join(tools, 'vitest'), own)
  const config = ['--config', join(INSIDE, 'vitest.config.mjs'), '--root', root]
  return run(root, [join(tools, 'vitest/vitest.mjs'), 'run', ...config], file)
}

function results(json, { earlier = [] }) {
  if (json.testResults === undefined) return json
  const found = {}
  for (const { name, message, assertionResults } of json.testResults.filter(({ name }) => !earlier.includes(name))) {
    if (assertionResults.length === 0) found[''] = `${name}: ${message}`
    for (const { fullName, status, failureMessages } of assertionResults)
      if (status !== 'pending' && status !== 'skipped')
        found[unused(fullName, found)] = status === 'passed' ? 'pass' : String(failureMessages[0]).slice(0, 300)
  }
  return found
}
