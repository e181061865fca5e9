/** Mocha's tests, and Jest's where Mocha's names will do; the patch comes before the first, or before each test's own body (`warm`). */
const { writeFileSync } = require('node:fs')
const { resolve } = require('node:path')
const { apply, job, revert, toLoad } = require('./job.cjs')

const LIMIT = 80_000
const Mocha = require(`${job.tools}/mocha`)
const results = {}

process.chdir(job.root)
process.on('unhandledRejection', () => {})
setTimeout(finish, LIMIT).unref()
main().then(finish, error => {
  results[''] = String(error?.stack)
  finish()
})

async function main() {
  knowJestNames()
  knowMochaNames()
  for (const name of job.setup)
    require(name.startsWith('.') ? resolve(name) : require.resolve(name, { paths: [job.root] }))
  for (const file of toLoad()) await load(file)
  if (job.when === 'cold') apply()
  if (job.earlier?.length > 0) await runEarlier(job.earlier)
  if (job.when === 'warm') patchInTests()
  await run(job.files, collect)
}

async function runEarlier(files) {
  await run(files, () => {})
  for (const file of [...files, ...job.files]) delete require.cache[file]
}

/** Hooks make their objects under the base; each test's body runs under the patch. */
function patchInTests() {
  const { runTest } = Mocha.Runner.prototype
  Mocha.Runner.prototype.runTest = function (...args) {
    apply()
    return runTest.apply(this, args)
  }
}

async function load(file) {
  try {
    require(file)
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ESM') throw error
    await import(file)
  }
}

async function run(files, watch) {
  const mocha = new Mocha({ timeout: 20_000, cleanReferencesAfterRun: false, reporter: class {} })
  for (const file of files) mocha.addFile(file)
  await mocha.loadFilesAsync()
  return new Promise(done => watch(mocha.run(() => done())))
}

function collect(runner) {
  const note = (test, outcome) => {
    results[unused(test.fullTitle())] = outcome
  }
  runner.on('pass', test => note(test, 'pass'))
  runner.on('fail', (test, error) => note(test, String(error?.message).slice(0, 300)))
  if (job.when === 'warm') runner.on('test end', revert)
}

function unused(name) {
  let free = name
  for (let nth = 2; free in results; nth++) free = `${name} #${nth}`
  return free
}

function knowJestNames() {
  globalThis.expect = require(`${job.tools}/expect`).expect
  const { fn, spyOn } = require(`${job.tools}/jest-mock`)
  globalThis.jest = { fn, spyOn }
  const names = { test: 'it', beforeAll: 'before', afterAll: 'after' }
  for (const [theirs, ours] of Object.entries(names))
    Object.defineProperty(globalThis, theirs, { get: () => globalThis[ours], configurable: true })
}

/** A module of the project may take them when it is loaded, as ESLint's `RuleTester` does: before Mocha has any. */
function knowMochaNames() {
  for (const name of ['describe', 'it', 'before', 'after', 'beforeEach', 'afterEach']) {
    const early = (...args) => globalThis[name](...args)
    globalThis[name] = early
  }
}

function finish() {
  writeFileSync(job.out, JSON.stringify(results))
  process.exit(0)
}
