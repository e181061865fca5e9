const SPEAKS_OF_A_FIX =
  /\b(fix(es|ed|ing)?|bug(fix|s)?|regression|crash(es|ed)?|leak(s|ed)?|broken|wrong|incorrect(ly)?)\b/i
const OF_SOMETHING_ELSE =
  /\b(typos?|lint(ing)?|readme|docs?|changelog|ci|deps?|bump|spelling|jsdoc|types?|typings?|coverage|benchmarks?|style|revert|whitespace|indent(ation)?|build|tests?)\b/i
const LINES = 80
const FILES = 6
const CODE = /(?<!\.d)\.[cm]?[jt]sx?$/

/** Commits that speak of a fix and change little of the sources, and a test: spread evenly over the project's history. */
export function* candidates(project, workspace) {
  const log = workspace.git(
    'log',
    '--no-merges',
    '--no-renames',
    '--name-only',
    '--format=%x01%H%x02%P%x02%s',
    'origin/HEAD',
  )
  const fixes = log
    .split('\x01')
    .slice(1)
    .filter(entry => isFix(project, entry))
  for (const commit of spread(fixes.map(entry => entry.slice(0, entry.indexOf('\x02')))))
    if (linesOf(project, workspace, commit) <= LINES) yield commit
}

function isFix(project, entry) {
  const [head, ...lines] = entry.split('\n')
  const [, parents, subject] = head.split('\x02')
  if (!parents || !SPEAKS_OF_A_FIX.test(subject) || OF_SOMETHING_ELSE.test(subject)) return false
  const paths = lines.filter(Boolean)
  const sources = paths.filter(path => isSource(project, path))
  const hasTest = paths.some(path => isTest(project, path) && (project.suites || CODE.test(path)))
  return hasTest && sources.length > 0 && sources.length <= FILES
}

/** Where the history isn't whole, there is nothing to run. */
function linesOf(project, workspace, commit) {
  try {
    return changedLines(project, workspace, commit)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

function changedLines(project, { git }, commit) {
  const rows = git('diff', '--numstat', '--no-renames', `${commit}^`, commit, '--', ...[project.sources].flat())
  return rows
    .split('\n')
    .map(row => row.split('\t'))
    .filter(([, , path]) => path && isSource(project, path))
    .reduce((sum, [added, removed]) => sum + Number(added) + Number(removed), 0)
}

export function isSource(project, path) {
  return CODE.test(path) && !isTest(project, path) && isBelowSources(project, path)
}

export function isBelowSources({ sources }, path) {
  return [sources].flat().some(each => path === each || path.startsWith(`${each}/`))
}

export function isTest({ tests }, path) {
  return new RegExp(tests).test(path)
}

/** Halves, quarters, eighths: wherever one stops, they cover the whole. */
function spread(list) {
  const taken = new Set()
  for (let parts = 4; taken.size < list.length; parts *= 2)
    for (let part = 0; part < parts; part++) taken.add(list[Math.floor((part * list.length) / parts)])
  return [...taken]
}
