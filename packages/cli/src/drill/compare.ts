import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from '../run.js'
import type { TestRun } from './test-run.js'

/** Lines that name a test that failed, as TAP, Mocha, Vitest, Jest, AVA, Jasmine and `node --test` write them. */
const FAILURES = [
  /^\s*not ok \d+ -? ?(.+)$/,
  /^\s*(?:✖|✗|✘|×|✕|●)\s+(?:\[fail\]:\s*)?(?!failing tests:$)(.+)$/,
  /^\s*\d+\) (.+)$/,
  /^\s*FAIL\s+(.+)$/,
]

/** What differs from run to run. */
const DURATION = /\s*\(?\b\d+(?:[.,]\d+)?\s?(?:ms|s|m|µs)\b\)?/g

/** @returns 0 if the drill changes nothing, though some tests fail without it, too */
export function compareRuns(plain: TestRun, drilled: TestRun, { print }: Terminal): number {
  const [before, after] = [failures(plain.output), failures(drilled.output)]
  const broken = [...after].filter(name => !before.has(name))
  const mended = [...before].filter(name => !after.has(name))
  if (broken.length > 0) print(`iaso drill: fail only when they are patched:\n${list(broken)}`)
  if (mended.length > 0) print(`iaso drill: fail only when they are not patched:\n${list(mended)}`)
  const isSame = plain.code === drilled.code && broken.length === 0 && mended.length === 0
  if (isSame && (plain.code === 0 || before.size > 0)) {
    print(`iaso drill: no difference to the tests as they are${before.size > 0 ? ` (${before.size} failures)` : ''}.`)
    return 0
  }
  print(
    isSame
      ? 'iaso drill: both runs fail, and which tests do could not be read from what they wrote.'
      : `iaso drill: the tests as they are ended with ${plain.code}, drilled with ${drilled.code}.`,
  )
  return drilled.code || 1
}

function failures(output: string): Set<string> {
  const lines = stripVTControlCharacters(output).split('\n')
  return new Set(
    lines.flatMap(line => {
      const name = FAILURES.map(pattern => pattern.exec(line)?.[1]).find(found => found !== undefined)
      return name === undefined ? [] : [name.replace(DURATION, '').trim()]
    }),
  )
}

function list(names: readonly string[]): string {
  return names.map(name => `  ${name}`).join('\n')
}
