import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LoadedModule } from '../loaded.js'
import type { Project } from '../project.js'
import { writeWhole } from '../store.js'
import { type Drilled, type DrillPlace, drillLoaded } from './module.js'

/**
 * Many runners start a process for each test file, and all load the same modules: what one has made of a module, the others find beside the
 * log, which goes when the drill is over.
 *
 * @throws IasoError as `drillLoaded`
 */
export function drillOnce(project: Project, loaded: LoadedModule, place: DrillPlace): Drilled {
  if (place.log === undefined) return drillLoaded(project, loaded, place)
  const key = createHash('sha256')
    .update(JSON.stringify([loaded, place.name]))
    .digest('hex')
  const file = join(dirname(place.log), `${key}.json`)
  const kept = read(file)
  if (kept !== undefined) return kept
  const drilled = drillLoaded(project, loaded, place)
  writeWhole(file, JSON.stringify(drilled))
  return drilled
}

function read(file: string): Drilled | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Drilled
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
