/**
 * Real bug fixes: the base runs guarded, the fix comes as a patch, the fix's own tests decide.
 *
 * `node bench/fixes/run.mjs` tries all of `fixes.json`, `node bench/fixes/run.mjs ws koa --commits c0327ec` some of it. `--mirror DIR` clones from
 * bare repositories `DIR/<owner>+<name>/repo` instead of GitHub. Repositories and packages are fetched to `--cache`, results go to `<cache>/results`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tryFix } from './fix.mjs'
import { summary } from './summary.mjs'
import { installTools } from './tools.mjs'
import { openWorkspace } from './workspace.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'iaso-fixes') },
    mirror: { type: 'string' },
    commits: { type: 'string' },
  },
})

const projects = JSON.parse(readFileSync(join(import.meta.dirname, 'fixes.json'), 'utf8'))
const wanted = projects.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const results = join(values.cache, 'results')
mkdirSync(results, { recursive: true })
const tools = installTools(values.cache)

for (const project of wanted) {
  const file = join(results, `${project.name}.json`)
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const workspace = openWorkspace(project, values)
  for (const commit of project.commits.filter(isWanted)) {
    known[commit] = await tryFix(workspace, project, commit, tools)
    console.log(project.name, commit, line(known[commit]))
    writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`)
  }
}
console.log(summary(results))

function isWanted(commit) {
  return values.commits === undefined || values.commits.split(',').some(prefix => commit.startsWith(prefix))
}

function line({ skipped, verdict, codes, cold, warm, bytes }) {
  if (skipped) return `not tried: ${skipped}`
  const told = outcome =>
    outcome === undefined ? '-' : outcome.failed.length === 0 ? 'right' : `${outcome.failed.length} fail`
  return `${verdict} ${codes.join(' ')}  cold ${told(cold)}  warm ${told(warm)}  ${bytes ?? '-'} B`
}
