import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drillLoaded, guardLoaded, type LoadedModule, OwnPackages, openProject, type Project } from '@iaso/build/load'
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

type Formats = readonly [first: Loaded['format'], other?: Loaded['format']]

const FORMATS: Readonly<Record<string, Formats>> = {
  module: ['module'],
  'module-typescript': ['module'],
  commonjs: ['commonjs'],
  'commonjs-typescript': ['commonjs'],
}
/** As Node does it: a module is what isn't CommonJS. */
const UNKNOWN: Formats = ['commonjs', 'module']

/** Guards sources on their way into one realm. */
export class Loader {
  readonly project: Project
  readonly #warned = new Set<string>()

  constructor(
    private readonly configuration: Configuration,
    /** The process maps its stacks back. */
    readonly withMaps: boolean,
  ) {
    const { root, options } = configuration
    this.project = openProject(root, options, new OwnPackages(import.meta.url, ['@iaso/runtime']))
  }

  /** By the URL of a module, or the file of a CommonJS one. Nothing: the source has to be compiled as it is. */
  load(place: string, source: string, format: Format): Loaded | undefined {
    const id = place.startsWith('file:') ? toId(place) : place
    if (/^[a-z]{2,}:/.test(id) || !this.project.isApplication(id)) return undefined
    try {
      return this.#guard(id, isTypeScript(format) ? stripTypes(source) : source, format)
    } catch (error) {
      if (!(error instanceof IasoError)) throw error
      // Guarded by a build: that is fine.
      if (error.code !== 'IASO1105') this.#warn(error.message)
      return undefined
    }
  }

  #guard(id: string, source: string, format: Format): Loaded {
    const { code, map: inputMap } = splitMap(source)
    const guardAs = (format: Loaded['format']): Loaded => {
      const output = this.#compile(id, { path: this.project.path(id), code, format, inputMap })
      const wanted = this.withMaps || process.sourceMapsEnabled || inputMap !== undefined
      return { format, code: wanted ? withMap(output.code, output.map) : output.code }
    }
    const [first, other] = FORMATS[format ?? ''] ?? UNKNOWN
    try {
      return guardAs(first)
    } catch (error) {
      if (!(error instanceof IasoError) || error.code !== 'IASO1104' || other === undefined) throw error
      return guardAs(other)
    }
  }

  #compile(id: string, loaded: LoadedModule): { readonly code: string; readonly map: object | undefined } {
    const { test, log } = this.configuration
    if (test !== 'drill') return guardLoaded(this.project, loaded).output
    const drilled = drillLoaded(this.project, loaded, { name: `${id}?drill`, log })
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(drilled.line)}\n`)
    return drilled
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
