/** In the realm of a test file. */
const { apply, job, revert, toLoad } = require('./job.cjs')

globalThis.iasoFix = { apply, revert }
if (job.when !== 'plain') for (const file of toLoad()) require(file)
if (job.when === 'cold') apply()
