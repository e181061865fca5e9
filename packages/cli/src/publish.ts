import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { loadMapping, type PatchEntry, Store, writeWhole } from '@iaso/build'
import { IasoError, MANIFEST_SCHEMA, type Manifest, type ManifestPatch, type ManifestStyle } from '@iaso/protocol'
import { readArguments } from './arguments.js'
import type { Terminal } from './run.js'

const OPTIONS = {
  revert: { type: 'boolean', default: false },
  environment: { type: 'string' },
  release: { type: 'string' },
  directory: { type: 'string', default: '.iaso' },
} as const

/**
 * Puts a release's newest patch where its clients look for it. The manifest comes last: nobody is sent to a file that isn't
 * there, and files of earlier patches stay for those who are just loading them.
 *
 * @throws IasoError IASO1001, IASO1002
 */
export function publish(argv: readonly string[], terminal: Terminal): number {
  const { values, positionals } = readArguments(argv, OPTIONS, ['DIR'])
  const target = resolve(terminal.cwd, positionals[0] ?? '.')
  const store = new Store(resolve(terminal.cwd, values.directory))
  const environment = values.environment ?? onlyEnvironment(store)
  publishRelease(store, environment, findRelease(store, environment, values.release), target, values.revert, terminal)
  if (environment !== 'client' || values.release !== undefined) return 0
  for (const worker of workersOf(store))
    publishRelease(store, worker, findRelease(store, worker, undefined), target, values.revert, terminal)
  return 0
}

/** A page's workers are releases of their own, and are deployed with it. */
function workersOf(store: Store): string[] {
  return store.environments().filter(name => name.startsWith('worker-') && store.newest(name) !== undefined)
}

function publishRelease(
  store: Store,
  environment: string,
  release: string,
  target: string,
  isRevert: boolean,
  terminal: Terminal,
): void {
  const newest = isRevert ? undefined : store.patches(environment, release).at(-1)
  const patch = newest ? copyPatch(store.releaseDirectory(environment, release), target, release, newest) : null
  const manifest: Manifest = {
    schema: MANIFEST_SCHEMA,
    app: readApp(store, environment, release),
    release,
    patch,
  }
  writeWhole(join(target, `${release}.json`), `${JSON.stringify(manifest)}\n`)
  terminal.print(describe(manifest))
}

/** Where there are several, `client` is meant: what browsers run. */
function onlyEnvironment(store: Store): string {
  const [first, ...others] = store.environments().filter(name => store.newest(name) !== undefined)
  return first !== undefined && others.length === 0 ? first : 'client'
}

function findRelease(store: Store, environment: string, wanted: string | undefined): string {
  const known = store.releases(environment)
  const release = wanted ?? store.newest(environment)
  if (release === undefined) throw new IasoError('IASO1001', { directory: join(store.directory, environment) })
  if (!known.includes(release))
    throw new IasoError('IASO1002', { release, directory: store.directory, known: known.join(', ') || 'none' })
  return release
}

function readApp(store: Store, environment: string, release: string): string {
  const file = join(store.releaseDirectory(environment, release), 'mapping.json')
  const mapping = loadMapping(file)
  if (!mapping) throw new IasoError('IASO1101', { file, detail: 'there is no such file' })
  return mapping.app
}

function copyPatch(releaseDirectory: string, target: string, release: string, { seq, id }: PatchEntry): ManifestPatch {
  const source = join(releaseDirectory, 'patches', `${seq}-${id}`)
  const file = `${release}-${seq}-${id}.js`
  const code = readFileSync(join(source, 'patch.js'), 'utf8').replace(
    /(\/\/# sourceMappingURL=)\S+\s*$/,
    `$1${file}.map\n`,
  )
  const styles = copyFiles(source, target, basename(file, '.js'))
  writeWhole(join(target, `${file}.map`), readFileSync(join(source, 'patch.js.map')))
  writeWhole(join(target, file), code)
  const integrity = `sha256-${createHash('sha256').update(code).digest('base64')}`
  return { id, seq, file, bytes: Buffer.byteLength(code), integrity, ...(styles.length > 0 && { styles }) }
}

/** What travels with a patch goes into a folder of the script's name, where the script looks for it. */
function copyFiles(source: string, target: string, folder: string): ManifestStyle[] {
  if (!existsSync(join(source, 'patch'))) return []
  for (const name of readdirSync(join(source, 'patch')))
    writeWhole(join(target, folder, name), readFileSync(join(source, 'patch', name)))
  const styles = JSON.parse(readFileSync(join(source, 'styles.json'), 'utf8')) as ManifestStyle[]
  return styles.map(style => ({ ...style, file: `${folder}/${style.file}` }))
}

function describe({ release, patch }: Manifest): string {
  if (!patch) return `${release}.json: the release as it was built, no patch`
  return `${release}.json: patch ${patch.seq}-${patch.id}, ${patch.file}, ${patch.bytes} B`
}
