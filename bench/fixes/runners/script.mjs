import { join } from 'node:path'
import { INSIDE, run, typescript, unused } from './process.mjs'

/** Tests that are scripts and print TAP: tape, tap, node:test. */
export const script = {
  start: (job, file) =>
    run(job.root, ['--no-warnings', '--test-reporter=tap', ...typescript(job), join(INSIDE, 'script.mjs')], file),
  results: (json, _job, stdout) => ({ ...json, ...fromTap(stdout) }),
}

function fromTap(stdout) {
  const results = {}
  let group = ''
  for (const line of stdout.split('\n')) {
    const comment =
      /^\s*# (?:Subtest: )?(?!tests |pass |fail |ok|time|suites |cancelled |skipped |todo |duration)(.+)/.exec(line)
    if (comment) group = comment[1]
    const [, indent, not, name] = /^(\s*)(not )?ok \d+(?: -)? ?(.*?)(?: # time=.*| \{)?$/.exec(line) ?? []
    if (indent === undefined || / # (?:SKIP|TODO)/i.test(line)) continue
    results[unused(`${indent.length} ${group} > ${name.replace(/\d+(\.\d+)?m?s/g, '')}`, results)] = not
      ? 'not ok'
      : 'pass'
  }
  return results
}
