import { join } from 'node:path'
import { INSIDE, run, typescript } from './process.mjs'

export const mocha = {
  start: (job, file) => run(job.root, ['--no-warnings', ...typescript(job), join(INSIDE, 'mocha.cjs')], file),
  results: json => json,
}
