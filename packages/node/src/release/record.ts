import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { IasoError } from '@iaso/protocol'
import { type Collection, collect } from '../collect/index.js'
import { type Configuration, projectOf } from '../configuration/index.js'
import { changedSources, type Release, releaseOf } from './index.js'

/** What such releases are kept under: that of services. */
export const ENVIRONMENT = 'node'

/** Files that a message names. */
const NAMED = 5

/** Answers the paths of the modules that the release has, and of what can't be loaded. */
export interface Recorded {
  readonly guarded: number
  readonly left: readonly string[]
}

/**
 * Writes the mapping of a release, from the sources as they are now: they must be those that the process was started with.
 *
 * @throws IasoError IASO1112, IASO1115
 */
export async function record(configuration: Configuration, release: Release, isBackground: boolean): Promise<Recorded> {
  const { started } = release
  const files = filesOf(configuration, release)
  try {
    const { recorded } = await collect(
      { files, record: { configuration, release } },
      started.words,
      configuration.root,
      isBackground,
    )
    return recorded ?? { guarded: 0, left: [] }
  } catch (error) {
    // Errors of the thread have lost their class on the way.
    if ((error as Partial<IasoError>).code === 'IASO1112') throw error
    const { directory } = projectOf(configuration)
    throw new IasoError('IASO1115', { release: release.id, directory, detail: (error as Error).message })
  }
}

export function isRecorded(configuration: Configuration, { id }: Release): boolean {
  return existsSync(join(projectOf(configuration).directory, ENVIRONMENT, id, 'mapping.json'))
}

/** In the thread that has read the modules. */
export async function writeCollected(
  configuration: Configuration,
  release: Release,
  { modules, faults }: Collection,
): Promise<Recorded> {
  const { recordCollected } = await import('@iaso/directory')
  const { id, started, sources } = release
  const changed = changedSources(release, releaseOf(configuration, started))
  if (changed.length > 0) throw new IasoError('IASO1112', { release: id, files: name(changed) })
  const project = projectOf(configuration)
  const mapping = recordCollected(project, id, { modules, ...started, sources }, warn)
  return { guarded: Object.keys(mapping.modules).length, left: Object.keys(faults).map(project.path) }
}

export function filesOf({ root }: Configuration, { sources }: Release): string[] {
  return Object.keys(sources).map(path => (isAbsolute(path) ? path : join(root, path)))
}

export function name(paths: readonly string[]): string {
  const more = paths.length > NAMED ? `, and ${paths.length - NAMED} more` : ''
  return paths.slice(0, NAMED).join(', ') + more
}

function warn(message: string): void {
  process.emitWarning(message, 'IasoWarning')
}
