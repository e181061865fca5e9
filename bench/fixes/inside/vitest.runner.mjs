import { apply, job, revert } from './job.cjs'

const { VitestTestRunner } = await import(`${job.tools}/vitest/dist/runners.js`)
const { getFn } = await import(`${job.tools}/@vitest/runner/dist/index.js`)

/** Hooks make their objects under the base; each test's body runs under the patch. */
export default class extends VitestTestRunner {
  async runTask(test) {
    const isWarm = job.when === 'warm' && !job.earlier?.includes(test.file.filepath)
    if (isWarm) apply()
    try {
      await getFn(test)()
    } finally {
      if (isWarm) revert()
    }
  }
}
