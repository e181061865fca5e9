const { job } = require('./job.cjs')
const { patchInTests } = require('./jest.environment.cjs')

module.exports = patchInTests(require(`${job.tools}/jest-environment-jsdom`).TestEnvironment)
