/** In the process that runs the tests: what it is to do, and how the patch gets in. */
const { readFileSync } = require('node:fs')

const job = JSON.parse(readFileSync(process.env.IASO_FIX_JOB, 'utf8'))

exports.job = job

/** @throws what the runtime says when it rejects the patch */
exports.apply = function apply() {
  if (job.patch === undefined) return
  const iaso = globalThis[Symbol.for('iaso')]
  const said = []
  const stops = ['rejected', 'failed'].map(event =>
    iaso.on(event, about => said.push(`${event} ${JSON.stringify(about)}`)),
  )
  // biome-ignore lint/security/noGlobalEval: in Jest, the realm of the tests
  globalThis.eval(readFileSync(job.patch, 'utf8'))
  for (const stop of stops) if (typeof stop === 'function') stop()
  if (iaso.state(job.app)?.patch === undefined)
    throw new Error(`the patch was rejected: ${said.join(' ') || 'without a word'}`)
}

exports.revert = function revert() {
  if (job.patch !== undefined) globalThis[Symbol.for('iaso')].revert(job.app)
}

/** What is loaded before the patch comes. */
exports.toLoad = function toLoad() {
  return job.load ?? []
}
