/** In the process that runs the tests: what it is to do, and how the patch gets in. */
const { existsSync, readFileSync } = require('node:fs')
const { Script } = require('node:vm')

const job = JSON.parse(readFileSync(process.env.IASO_FIX_JOB, 'utf8'))

exports.job = job

/** @throws when the runtime rejects it */
exports.apply = function apply() {
  if (job.patch === undefined) return
  new Script(readFileSync(job.patch, 'utf8'), { filename: 'patch.js' }).runInThisContext()
  const { state } = globalThis[Symbol.for('iaso')]
  if (state(job.app)?.patch === undefined) throw new Error('the patch was rejected')
}

exports.revert = function revert() {
  if (job.patch !== undefined) globalThis[Symbol.for('iaso')].revert(job.app)
}

/** The module that package.json names, and those that the fix changes, are loaded before the patch comes. */
exports.toLoad = function toLoad() {
  const { main = 'index.js' } = JSON.parse(readFileSync(`${job.root}/package.json`, 'utf8'))
  return [`${job.root}/${main}`, ...(job.load ?? [])].filter(existsSync)
}
