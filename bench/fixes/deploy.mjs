import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildDirectory, patchDirectory } from '../../packages/directory/dist/index.js'
import { isSource } from './candidates.mjs'

const FOLDERS = { source: 'fixes-in', out: 'fixes-out', app: 'fixes' }
const WORDS = new Set(['new-only', 'no-effect', 'suspect'])
const NONE = new Set()
const SILENT = { warn: () => {} }
const BESIDE = /(?:^|\/)(?:package|tsconfig[\w.-]*)\.json$/
const NOT_ITS_OWN = /(?:^|\/)(?:node_modules|tests?|__tests__|examples?|fixtures?|fixes-\w+)\/|(?:^|\/)\./

/** The base is built with guards, and what was built takes the sources' places. */
export async function guard(workspace, project) {
  const { root } = workspace
  workspace.linkRuntime()
  const isCopied = path =>
    isSource(project, path) || (/\.json$/.test(path) && (BESIDE.test(path) || isBeside(project, path)))
  const paths = workspace
    .tracked()
    .filter(path => isCopied(path) && !NOT_ITS_OWN.test(path) && existsSync(join(root, path)))
  for (const path of paths) {
    mkdirSync(join(root, FOLDERS.source, dirname(path)), { recursive: true })
    cpSync(join(root, path), join(root, FOLDERS.source, path))
  }
  await buildDirectory(root, settingsOf(root), SILENT)
  for (const path of filesBelow(join(root, FOLDERS.out)).filter(path => !BESIDE.test(path))) put(root, path)
}

/** What package.json names is loaded at start, from the folder that it is built from. */
function settingsOf(root) {
  const file = join(root, 'package.json')
  const { main = 'index.js', bin, exports } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const texts = value => (typeof value === 'string' ? value : Object.values(value ?? {}).flatMap(texts))
  return { ...FOLDERS, entries: [main, bin, exports].flatMap(texts).map(path => join(FOLDERS.source, path)) }
}

function isBeside({ sources }, path) {
  return [sources].flat().some(each => path.startsWith(`${each}/`))
}

function put(root, path) {
  mkdirSync(join(root, dirname(path)), { recursive: true })
  cpSync(join(root, FOLDERS.out, path), join(root, path))
  for (const [from, to] of [
    ['.js', '.ts'],
    ['.js', '.tsx'],
    ['.js', '.jsx'],
    ['.mjs', '.mts'],
    ['.cjs', '.cts'],
  ])
    if (path.endsWith(from)) rmSync(join(root, path.slice(0, -from.length) + to), { force: true })
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true }).filter(path => statSync(join(folder, path)).isFile())
}

/** What the fix changes comes in beside, so that what runs stays the base. The word is given only where it is needed. */
export async function emit(workspace, commit, sources) {
  workspace.bring(commit, sources, FOLDERS.source)
  const settings = settingsOf(workspace.root)
  const build = allow => patchDirectory(workspace.root, settings, { releases: [], allow }, SILENT)
  const first = await build(NONE)
  const { report, directory } = first.report.outcome === 'needs-word' ? await build(WORDS) : first
  return { report, patch: report.patch === undefined ? undefined : join(directory, 'patch.js') }
}
