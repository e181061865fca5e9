import { isAbsolute, resolve } from 'node:path'
import type { Project } from '@iaso/build'

/** The part of a source map that is looked at here. */
export interface SourceMap {
  readonly sources: readonly (string | null)[]
}

/** Names sources relative to the project, so that neither patch nor report shows where the machine keeps it. */
export function relativeSources<T extends SourceMap>(map: T, id: string, project: Project): T {
  const directory = id.split('?')[0]?.replace(/[^/]*$/, '') ?? ''
  const sources = map.sources.map((source) => project.path(source === null || isAbsolute(source) ? (source ?? id) : resolve(directory, source)))
  return { ...map, sources }
}
