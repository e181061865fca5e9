import { fileURLToPath } from 'node:url'
import { guardLoaded, OwnPackages, openProject, type Project } from '@iaso/build/load'
import { IasoError } from '@iaso/protocol'
import type { Configuration } from '../configuration/index.js'
import { splitMap, withMap } from './source-map.js'
import { isTypeScript, stripTypes } from './typescript.js'

/** What Node calls the kind of a source; nothing or `typescript`: the source itself must say whether it is a module. */
export type Format = string | null | undefined

/** A source that is ready to be compiled. */
export interface Loaded {
  readonly code: string
  readonly format: 'module' | 'commonjs'
}

const FORMATS: Readonly<Record<string, readonly ('module' | 'commonjs')[]>> = {
  module: ['module'],
  'module-typescript': ['module'],
  commonjs: ['commonjs'],
  'commonjs-typescript': ['commonjs'],
}
/** As Node does it: a module is what isn't CommonJS. */
const UNKNOWN = ['commonjs', 'module'] as const

/** Guards sources on their way into one realm. */
export class Loader {
  readonly project: Project
  readonly #warned = new Set<string>()

  constructor(
    { root, options }: Configuration,
    /** The process maps its stacks back. */
    readonly withMaps: boolean,
  ) {
    this.project = openProject(root, options, new OwnPackages(import.meta.url, ['@iaso/runtime']))
  }

  /** By the URL of a module, or the file of a CommonJS one. Nothing: the source has to be compiled as it is. */
  load(place: string, source: string, format: Format): Loaded | undefined {
    const id = place.startsWith('file:') ? toId(place) : place
    if (/^[a-z]{2,}:/.test(id) || !this.project.isApplication(id)) return undefined
    try {
      return this.#guard(this.project.path(id), isTypeScript(format) ? stripTypes(source) : source, format)
    } catch (error) {
      if (!(error instanceof IasoError)) throw error
      // Guarded by a build: that is fine.
      if (error.code !== 'IASO1105') this.#warn(error.message)
      return undefined
    }
  }

  #guard(path: string, source: string, format: Format): Loaded {
    const { code, map } = splitMap(source)
    const [first, ...others] = FORMATS[format ?? ''] ?? UNKNOWN
    try {
      return this.#guardAs(path, code, map, first as 'module' | 'commonjs')
    } catch (error) {
      if (!(error instanceof IasoError) || error.code !== 'IASO1104' || others.length === 0) throw error
      return this.#guardAs(path, code, map, others[0] as 'module')
    }
  }

  #guardAs(path: string, code: string, inputMap: object | undefined, format: 'module' | 'commonjs'): Loaded {
    const { output } = guardLoaded(this.project, { path, code, format, inputMap })
    const wanted = this.withMaps || process.sourceMapsEnabled || inputMap !== undefined
    return { format, code: wanted ? withMap(output.code, output.map) : output.code }
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    process.emitWarning(message, 'IasoWarning')
  }
}

/** With the query: one file that is loaded under several URLs is several modules. */
function toId(url: string): string {
  const { search } = new URL(url)
  return fileURLToPath(url) + search
}
