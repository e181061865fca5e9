import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildDirectory, patchDirectory } from '../../packages/directory/dist/index.js'
import { missingPackages, passed, runTests } from './tests.mjs'

const WORDS = new Set(['new-only', 'no-effect', 'suspect'])
const SILENT = { warn: () => {} }

/**
 * Tries one fix. Its tests must pass with the fix's sources, and one of them must fail without: then what passes with the fix must
 * pass in a process that runs the base with the patch, too.
 */
export async function tryFix(workspace, project, commit, tools) {
  const change = changeOf(workspace, project, commit)
  workspace.checkout(commit)
  const files = change.tests.map(test => join(workspace.root, test)).filter(existsSync)
  const job = {
    root: workspace.root,
    files,
    style: change.isModule ? 'vitest' : 'mocha',
    setup: project.setup ?? [],
    tools,
  }
  const fixed = withPackages(workspace, job)
  if (passed(fixed).length === 0) return { skipped: 'its tests do not run here' }
  bring(workspace, change.base, change.sources)
  const base = runTests(job)
  const told = passed(fixed).filter(test => base[test] !== 'pass')
  if (told.length === 0) return { skipped: 'its tests pass without it' }
  return {
    ...(await patched(workspace, project, commit, { ...change, job, wanted: passed(fixed) })),
    told: told.length,
  }
}

function changeOf(workspace, { sources, tests }, commit) {
  const base = workspace.git('rev-parse', `${commit}^`).trim()
  const paths = workspace.git('diff', '--name-only', '--no-renames', base, commit).split('\n')
  const inside = paths.filter(path => path.startsWith(`${sources}/`) && /\.[cm]?[jt]sx?$/.test(path))
  const isTest = path => new RegExp(tests).test(path)
  const changed = inside.filter(path => !isTest(path))
  const isModule = changed.every(
    path => /\.[mc]?tsx?$|\.mjs$/.test(path) || /^(?:import|export)\b/m.test(workspace.text(commit, path) ?? 'export'),
  )
  return { base, sources: inside.filter(path => !isTest(path)), tests: paths.filter(isTest), isModule }
}

/** Old commits ask for packages in many ways; what a run misses is installed, and the run repeated. */
function withPackages(workspace, job) {
  workspace.install([])
  let results = runTests(job)
  for (let round = 0; round < 4; round++) {
    if (!workspace.install(missingPackages(results)) && (round > 0 || passed(results).length > 0)) break
    if (round === 0 && passed(results).length === 0) workspace.reinstall()
    results = runTests(job)
  }
  return results
}

function bring(workspace, commit, paths, from = '', to = '') {
  for (const path of paths) {
    const file = join(workspace.root, path.replace(from, to))
    const text = workspace.text(commit, path)
    if (text === undefined) rmSync(file, { force: true })
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  }
}

async function patched(workspace, { sources }, commit, { base, sources: changed, job, wanted, tests }) {
  const { root } = workspace
  const aside = `${sources}-before`
  renameSync(join(root, sources), join(root, aside))
  const settings = { source: aside, out: sources, app: 'fixes' }
  await buildDirectory(root, settings, SILENT)
  bring(workspace, commit, changed, sources, aside)
  const { report, directory } = await patchDirectory(root, settings, { releases: [], allow: WORDS }, SILENT)
  const told = verdictOf(report)
  if (report.patch === undefined) return told
  const guarded = {
    ...job,
    patch: join(directory, 'patch.js'),
    app: 'fixes',
    load: changed.map(path => join(root, path.replace(/\.[jt]sx?$/, '.js'))).filter(existsSync),
  }
  const cold = compare(wanted, runTests({ ...guarded, when: 'cold' }))
  const earlier = earlierTests(workspace, base, tests)
  const warm = compare(wanted, runTests({ ...guarded, when: 'warm', earlier }))
  return {
    ...told,
    bytes: report.patch.brotli,
    cold,
    warm: warm.failed.length > 0 ? excused(workspace, warm, sources, aside, { ...job, earlier }) : warm,
  }
}

function verdictOf({ edits }) {
  const order = ['live', 'new-only', 'no-effect', 'suspect', 'refused']
  const worst = Math.max(0, ...edits.map(({ verdict }) => order.indexOf(verdict)))
  const findings = edits.flatMap(each => each.findings).filter(({ verdict }) => verdict !== 'live')
  return { verdict: order[worst], codes: [...new Set(findings.map(({ code }) => code))] }
}

function compare(wanted, results) {
  return {
    failed: wanted.filter(test => results[test] !== 'pass').map(test => `${test}: ${results[test] ?? 'did not run'}`),
  }
}

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

/** Tests that also fail with the fix's own sources after the base's tests ran in the same process say nothing. */
function excused({ root }, { failed }, sources, aside, job) {
  renameSync(join(root, sources), join(root, `${sources}-guarded`))
  cpSync(join(root, aside), join(root, sources), { recursive: true })
  const results = runTests({ ...job, when: 'plain' })
  return {
    failed: failed.filter(
      each => results[each.slice(0, each.lastIndexOf(': '))] === 'pass' || Object.keys(results).length === 0,
    ),
  }
}
