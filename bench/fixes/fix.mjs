import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { isSource, isTest } from './candidates.mjs'
import { emit, guard } from './deploy.mjs'
import { missingPackages, passed, runTests } from './tests.mjs'

/**
 * Tries one fix. Its tests must pass with the fix's sources, and one of them must fail without: then what passes with the fix must
 * pass in a process that runs the base with the patch, too.
 */
export async function tryFix(workspace, project, commit, tools) {
  const change = changeOf(workspace, project, commit)
  workspace.checkout(commit)
  const job = jobOf(workspace, project, change, tools)
  if (job.files.length === 0) return { skipped: 'no test that runs here' }
  const fixed = withPackages(workspace, job)
  if (passed(fixed).length === 0)
    return { skipped: `its tests do not run here: ${JSON.stringify(fixed).slice(0, 300)}` }
  workspace.bring(change.base, change.sources)
  const base = runTests(job)
  const told = passed(fixed).filter(test => base[test] !== 'pass')
  if (told.length === 0) return { skipped: 'its tests pass without it' }
  const outcome = await patched(workspace, project, commit, { ...change, job, wanted: passed(fixed), unpatched: base })
  return { subject: change.subject, told: told.length, tests: passed(fixed).length, ...outcome }
}

/** What the builder says of a fix; none of its tests are run. */
export async function judge(workspace, project, commit) {
  const { base, sources, subject } = changeOf(workspace, project, commit)
  workspace.checkout(base)
  workspace.standIn(packagesIn([base, commit].flatMap(each => sources.map(path => workspace.text(each, path) ?? ''))))
  await guard(workspace, project)
  const { report } = await emit(workspace, commit, sources)
  return { subject, ...verdictOf(report), bytes: report.patch?.brotli }
}

const PACKAGE = /^(?:@[\w.-]+\/)?\w[\w.-]*(?:\/[\w.-]+)*$/

/** Packages, and files of theirs, that sources load: `warning`, `lodash/extend`. */
function packagesIn(texts) {
  const found = texts.flatMap(text => [...text.matchAll(/\b(?:from|import|require\()\s*['"]([^'".][^'"]*)['"]/g)])
  return new Set(found.map(([, name]) => name).filter(name => PACKAGE.test(name) && !isBuiltin(name)))
}

function changeOf({ git }, project, commit) {
  const base = git('rev-parse', `${commit}^`).trim()
  const paths = git('diff', '--name-only', '--no-renames', base, commit).split('\n')
  return {
    base,
    subject: git('log', '-1', '--format=%cs %s', commit).trim(),
    sources: paths.filter(path => isSource(project, path)),
    tests: testsOf(project, paths),
  }
}

/** Test files that changed; where only their data did, the files that read it. */
function testsOf(project, paths) {
  const tests = paths.filter(path => isTest(project, path))
  const code = tests.filter(path => /(?<!\.d)\.[cm]?[jt]sx?$/.test(path) && !project.suites)
  return code.length > 0 ? code : (project.suites ?? [])
}

function jobOf(workspace, project, { sources, tests }, tools) {
  const { root } = workspace
  const isModule = path =>
    /\.[mc]?tsx?$|\.mjs$/.test(path) ||
    (existsSync(join(root, path)) && /^(?:import|export)\b/m.test(workspace.text('HEAD', path)))
  const { setup = [], environment = 'node', alias = {} } = project
  return {
    root,
    files: tests.map(test => join(root, test)).filter(existsSync),
    runner: project.runner ?? runnerOf(workspace) ?? (sources.every(isModule) ? 'vitest' : 'mocha'),
    setup: setup.filter(name => !name.startsWith('.') || existsSync(join(root, name))),
    environment,
    alias,
    globals: project.globals ?? {},
    tools,
  }
}

/** What the project's own scripts start, at that commit. */
function runnerOf(workspace) {
  const { scripts = {}, devDependencies = {} } = JSON.parse(workspace.text('HEAD', 'package.json') ?? '{}')
  const asked = [Object.values(scripts).join('\n'), Object.keys(devDependencies).join('\n')]
  const known = {
    vitest: /\bvitest\b/,
    jest: /\bjest\b|(?:kcd|react)-scripts|\btsdx\b/,
    mocha: /\b_?mocha\b/,
    script: /\b(?:tap|tape|borp|brittle)\b|--test\b/,
  }
  for (const text of asked) for (const [runner, pattern] of Object.entries(known)) if (pattern.test(text)) return runner
}

/** Old commits ask for packages in many ways; what a run misses is installed, and the run repeated. */
function withPackages(workspace, job) {
  workspace.install([])
  let results = runTests(job)
  for (let round = 0; round < 6; round++) {
    if (!workspace.install(missingPackages(results)) && (round > 0 || passed(results).length > 0)) break
    if (round === 0 && passed(results).length === 0) workspace.reinstall()
    results = runTests(job)
  }
  return results
}

async function patched(workspace, project, commit, { base, sources, job, wanted, tests, unpatched }) {
  await guard(workspace, project)
  const { report, patch } = await emit(workspace, commit, sources)
  const told = verdictOf(report)
  if (patch === undefined) return told
  const guarded = { ...job, patch, app: 'fixes', load: loadable(workspace, project, sources) }
  const cold = twice(() => compare(wanted, completed(workspace, { ...guarded, when: 'cold' })))
  const transparent = cold.failed.length === 0 || compare(passed(unpatched), runTests({ ...job, load: guarded.load }))
  const earlier = earlierTests(workspace, base, tests)
  const warm = compare(wanted, runTests({ ...guarded, when: 'warm', earlier }))
  const counted = (outcome, run) =>
    outcome.failed.length > 0 && !outcome.rejected ? excused(workspace, commit, outcome, run) : outcome
  return {
    ...told,
    bytes: report.patch.brotli,
    ...(transparent === true ? {} : { unpatched: transparent }),
    cold: counted(cold, { ...job, load: guarded.load, earlier: [] }),
    warm: counted(warm, { ...job, earlier }),
  }
}

/** The module that package.json names, if it is one of the sources, and the changed ones as the build names them; but for scripts, which do something. */
function loadable({ root }, project, sources) {
  const { main = 'index.js' } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return [normalize(main), ...sources]
    .filter(path => isSource(project, path) && !/(?:^|\/)(?:bin|cli)\b/.test(path))
    .map(path => join(root, path.replace(/\.(?:tsx?|jsx)$/, '.js').replace(/\.([mc])ts$/, '.$1js')))
    .filter(existsSync)
}

function verdictOf({ edits }) {
  const order = ['live', 'new-only', 'no-effect', 'suspect', 'refused']
  const worst = Math.max(0, ...edits.map(({ verdict }) => order.indexOf(verdict)))
  const findings = edits.flatMap(each => each.findings.map(finding => ({ key: each.key, ...finding })))
  const against = findings.filter(({ verdict }) => verdict !== 'live')
  return {
    verdict: edits.length === 0 ? 'unchanged' : order[worst],
    codes: [...new Set(against.map(({ code }) => code))],
    findings: against.map(({ key, code, args }) => ({ key, code, args })),
    unless: [...new Set(findings.flatMap(({ unless = [] }) => unless))],
  }
}

/** What is loaded before the patch may need packages that the tests alone don't. */
function completed(workspace, job) {
  const results = runTests(job)
  if (!workspace.install(missingPackages(results))) return results
  workspace.linkRuntime()
  return runTests(job)
}

/** A test that fails once in a while says nothing. */
function twice(run) {
  const first = run()
  if (first.failed.length === 0 || first.rejected) return first
  const again = new Set(run().failed.map(({ test }) => test))
  return { failed: first.failed.filter(({ test }) => again.has(test)) }
}

function compare(wanted, results) {
  const failed = wanted
    .filter(test => results[test] !== 'pass')
    .map(test => ({ test, reason: results[test] ?? `did not run: ${results[''] ?? ''}` }))
  const rejected = failed.filter(({ reason }) => CONDITION.test(reason)).length
  return { failed, ...(rejected > 0 && { rejected }) }
}

/** The runtime has refused the patch, as something has run already that the patch asks for. */
const CONDITION = /the patch was rejected: .*IASO1208/

/** The base's own tests run first, in the same process: objects, caches and module state are there when the patch comes. */
function earlierTests(workspace, base, tests) {
  return tests.flatMap(test => {
    const text = workspace.text(base, test)
    if (text === undefined) return []
    const file = join(workspace.root, dirname(test), `before-${test.slice(test.lastIndexOf('/') + 1)}`)
    writeFileSync(file, text)
    return [file]
  })
}

/** Tests that also fail with the fix's own sources, loaded before them, or after the base's tests ran in the same process, say nothing. */
function excused(workspace, commit, { failed }, job) {
  const texts = job.earlier.map(file => [file, workspace.read(file)])
  workspace.checkout(commit)
  for (const [file, text] of texts) writeFileSync(file, text)
  const results = runTests({ ...job, when: 'plain' })
  const [counted, said] = [
    failed.filter(({ test }) => results[test] === 'pass'),
    failed.filter(({ test }) => results[test] !== 'pass'),
  ]
  return { failed: counted, excused: said.length }
}
