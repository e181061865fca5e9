import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const job = JSON.parse(readFileSync(process.env.IASO_FIX_JOB, 'utf8'))
const vitest = `${job.tools}/vitest/dist`
const { BaseSequencer } = await import(`${vitest}/node.js`)
const order = [...(job.earlier ?? []), ...job.files]

class InOrder extends BaseSequencer {
  async sort(files) {
    return [...files].sort((a, b) => order.indexOf(a.moduleId) - order.indexOf(b.moduleId))
  }
}

/** Tests that name a source by `.ts` find what was built of it. */
const built = {
  name: 'built',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!importer || !/^\.{1,2}\/.*\.[mc]?tsx?$/.test(source)) return null
    const file = join(dirname(importer.split('?')[0]), source)
    const script = file.replace(/\.([mc]?)tsx?$/, '.$1js')
    return !existsSync(file) && existsSync(script) ? script : null
  },
}

/** All files share one process and its modules, so that what the earlier ones made is there for the later. */
export default {
  root: job.root,
  configFile: false,
  resolve: {
    alias: [
      { find: '@jest/globals', replacement: `${vitest}/index.js` },
      ...Object.entries(job.alias).map(([from, to]) => ({ find: new RegExp(from), replacement: join(job.root, to) })),
    ],
  },
  plugins: [built],
  define: job.globals,
  test: {
    include: order,
    exclude: [],
    globals: true,
    environment: job.environment,
    watch: false,
    isolate: false,
    fileParallelism: false,
    pool: 'forks',
    poolOptions: { forks: { singleFork: true } },
    setupFiles: [...job.setup.map(name => join(job.root, name)), `${import.meta.dirname}/vitest.setup.mjs`],
    runner: `${import.meta.dirname}/vitest.runner.mjs`,
    sequence: { sequencer: InOrder },
    testTimeout: 4000,
    reporters: ['json'],
    outputFile: job.out,
    dangerouslyIgnoreUnhandledErrors: true,
    cache: false,
  },
}
