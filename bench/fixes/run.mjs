/** Real bug fixes: the base runs guarded, the fix comes as a patch, the fix's own tests decide. README.md has the options. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { candidates } from './candidates.mjs'
import { judge, tryFix } from './fix.mjs'
import { summary } from './summary.mjs'
import { installTools } from './tools.mjs'
import { openWorkspace } from './workspace.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string', default: join(tmpdir(), 'iaso-fixes') },
    mirror: { type: 'string' },
    fixes: { type: 'string', default: join(import.meta.dirname, 'fixes.json') },
    commits: { type: 'string' },
    each: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '300' },
    verdicts: { type: 'boolean', default: false },
  },
})

/** Where so many candidates say nothing, the project's tests don't run here. */
const HOPELESS = 8

const projects = JSON.parse(readFileSync(values.fixes, 'utf8'))
const wanted = projects.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
const results = join(values.cache, values.verdicts ? 'verdicts' : 'results')
mkdirSync(results, { recursive: true })
const tools = values.verdicts ? undefined : installTools(values.cache)

for (const project of wanted) await tryProject(project)
console.log(summary(results))

async function tryProject(project) {
  const file = join(results, `${project.name}.json`)
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const workspace = openWorkspace(project, values)
  for (const commit of commitsOf(project, workspace, known)) {
    known[commit] = await attempt(workspace, project, commit).catch(error => ({ skipped: `${error.stack}` }))
    console.log(project.name, commit.slice(0, 10), line(known[commit]))
    writeFileSync(file, `${JSON.stringify(known, null, 1)}\n`)
  }
}

function attempt(workspace, project, commit) {
  return values.verdicts ? judge(workspace, project, commit) : tryFix(workspace, project, commit, tools)
}

/** The commits that are listed, or those asked for; where none are, what the project's history has. */
function commitsOf(project, workspace, known) {
  const asked = values.commits?.split(',')
  if (asked) return (project.commits ?? asked).filter(commit => asked.some(prefix => commit.startsWith(prefix)))
  return project.commits ?? fromHistory(project, workspace, known)
}

/** Until enough of them tell the base from the fix, or time is up. */
function* fromHistory(project, workspace, known) {
  const until = Date.now() + Number(values.seconds) * 1000
  const tellers = () => Object.values(known).filter(({ skipped }) => !skipped).length
  for (const commit of candidates(project, workspace)) {
    if (tellers() >= Number(values.each) || Date.now() > until) return
    if (tellers() === 0 && Object.keys(known).length >= HOPELESS) return
    if (known[commit] === undefined) yield commit
  }
}

function line({ skipped, verdict, codes, cold, warm, bytes }) {
  if (skipped) return `not tried: ${skipped}`
  const told = outcome =>
    outcome === undefined
      ? '-'
      : outcome.failed.length === 0
        ? `right${outcome.excused ? ` but ${outcome.excused}` : ''}`
        : `${outcome.failed.length} fail (${outcome.failed[0].test}: ${outcome.failed[0].reason})`
  return `${verdict} ${codes.join(' ')}  cold ${told(cold)}  warm ${told(warm)}  ${bytes ?? '-'} B`
}
