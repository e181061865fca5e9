import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { IasoError, type Mapping } from '@iaso/protocol'
import type { Project } from './project.js'
import { listPatches, loadMapping, Store } from './store.js'

/**
 * The mapping to build a patch against: of the release asked for, else of the newest; extended by its newest patch, if it has one.
 *
 * @param wanted Release ids, or the path of a mapping or of a release's directory.
 * @throws IasoError IASO1001, IASO1002, IASO1003, IASO1101, IASO1102
 */
export function chooseRelease(project: Project, environment: string, wanted: readonly string[]): Mapping {
  const path =
    wanted.length === 1 && wanted[0] !== undefined && isPath(wanted[0]) ? resolve(project.root, wanted[0]) : undefined
  const directory = path === undefined ? findDirectory(project, environment, wanted) : toDirectory(path)
  const file = path?.endsWith('.json') ? path : join(directory, 'mapping.json')
  const mapping = loadMapping(file)
  if (!mapping) throw new IasoError('IASO1101', { file, detail: 'there is no such file' })
  checkOwner(mapping, file, project, environment)
  return newestOf(directory, mapping)
}

function isPath(text: string): boolean {
  return /[\\/]/.test(text) || text.endsWith('.json')
}

function toDirectory(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? path : dirname(path)
}

function findDirectory(project: Project, environment: string, wanted: readonly string[]): string {
  const store = new Store(project.directory)
  const known = store.releases(environment)
  const release = wanted.length > 0 ? wanted.find(id => known.includes(id)) : store.newest(environment)
  if (release !== undefined) return store.releaseDirectory(environment, release)
  throw absent(store, environment, wanted, known)
}

/** Says which of three things is missing: any release at all, this one, or this one's build for the environment. */
function absent(store: Store, environment: string, wanted: readonly string[], known: readonly string[]): IasoError {
  const others = store.environments().filter(name => name !== environment && store.newest(name) !== undefined)
  if (known.length === 0 && others.length === 0) return new IasoError('IASO1001', { directory: store.directory })
  const elsewhere = others.flatMap(name => store.releases(name))
  const release = wanted.join(',') || (store.newest(others[0] ?? '') ?? '')
  if (wanted.length === 0 || wanted.some(id => elsewhere.includes(id)))
    return new IasoError('IASO1003', { release, environment })
  return new IasoError('IASO1002', { release, directory: store.directory, known: known.join(', ') || 'none' })
}

function checkOwner(mapping: Mapping, file: string, project: Project, environment: string): void {
  if (mapping.app !== project.app)
    throw new IasoError('IASO1101', {
      file,
      detail: `it belongs to the application "${mapping.app}", not to "${project.app}"`,
    })
  if (mapping.environment !== environment) throw new IasoError('IASO1003', { release: mapping.release, environment })
}

function newestOf(directory: string, mapping: Mapping): Mapping {
  const patch = listPatches(directory).at(-1)
  const file = join(directory, 'patches', `${patch?.seq}-${patch?.id}`, 'mapping.json')
  return (patch && loadMapping(file)) ?? mapping
}
