import { join } from 'node:path'
import { INSIDE, run } from './process.mjs'
import { vitest } from './vitest.mjs'

/** Jest gives every file a realm with modules of its own: what ran before the patch are the file's own hooks and top level. */
export const jest = {
  start({ root, tools, out }, file) {
    const config = ['--config', join(INSIDE, 'jest.config.cjs'), '--rootDir', root]
    return run(
      root,
      [join(tools, 'jest/bin/jest.js'), ...config, '--json', '--outputFile', out, '--runInBand', '--ci'],
      file,
    )
  },
  results: (json, job) => vitest.results(json, { ...job, earlier: [] }),
}
