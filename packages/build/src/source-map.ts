import { isAbsolute, posix, resolve } from 'node:path'
import type { Project } from './project.js'

/** The part of a source map that is looked at here. */
export interface SourceMap {
  readonly sources: readonly (string | null)[]
}

/** Names sources relative to the module, as source maps do, and by way of the project: neither patch nor report shows the machine. */
export function relativeSources<T extends SourceMap>(map: T, id: string, project: Project): T {
  const file = id.split('?')[0] ?? id
  const directory = posix.dirname(project.path(file))
  const sources = map.sources.map(source => {
    const absolute = source === null ? file : isAbsolute(source) ? source : resolve(file, '..', source)
    return posix.relative(directory, project.path(absolute))
  })
  return { ...map, sources }
}
