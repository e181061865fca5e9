import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drillOnce, type Guarded, guardLoaded, type LoadedModule, PROVIDED, type Project } from '@iaso/build/load'
import { IasoError } from '@iaso/protocol'
import { type Configuration, projectOf } from '../configuration/index.js'
import type { Release } from '../release/index.js'
import { ReleasedCode } from '../release/released-code.js'
import { type Plain, readPlain } from './read.js'
import { withMap } from './source-map.js'

/** What Node calls the kind of a source; nothing or `typescript`: the source itself must say whether it is a module. */
export type Format = string | null | undefined

/** A source that is ready to be compiled. */
export interface Loaded {
  readonly code: string
  readonly format: 'module' | 'commonjs'
}

/** Changes sources on their way into one realm. */
export interface Changer {
  /** By the URL of a module, or the file of a CommonJS one. Nothing: the source has to be compiled as it is. */
  load(place: string, source: string, format: Format): Loaded | undefined
}

/** Guards them. */
export class Loader implements Changer {
  readonly project: Project
  readonly #released: ReleasedCode | undefined
  readonly #warned = new Set<string>()

  constructor(
    private readonly configuration: Configuration,
    /** The process maps its stacks back. */
    readonly withMaps: boolean,
    /** Nothing in tests, whose modules are evaluated more than once. */
    readonly release: Release | undefined,
    /** Answers which id an evaluation of a module is to have: see `claim` of `@iaso/runtime/copies`. */
    private readonly claim: (id: string) => string,
  ) {
    this.project = projectOf(configuration)
    this.#released = release && new ReleasedCode(this.project, release, message => this.#warn(message))
  }

  load(place: string, source: string, format: Format): Loaded | undefined {
    const id = toId(place)
    if (id === undefined || !this.project.isApplication(id)) return undefined
    try {
      return this.#load(id, source, format)
    } catch (error) {
      if (!(error instanceof IasoError)) throw error
      // Guarded by a build: that is fine.
      if (error.code !== 'IASO1105') this.#warn(error.message)
      return undefined
    }
  }

  #load(id: string, source: string, format: Format): Loaded | undefined {
    if (!this.#released) return readPlain(source, format, plain => this.#guard(id, this.project.path(id), plain))
    // One file that is loaded under several URLs is one module of the release, evaluated several times.
    const [file = ''] = id.split('?')
    const path = this.project.path(file)
    if (!this.#released.has(path)) return undefined
    const plain = this.#released.changed(path, file)
    return plain ? this.#guard(file, path, plain) : readPlain(source, format, plain => this.#guard(file, path, plain))
  }

  #guard(id: string, path: string, plain: Plain): Loaded {
    const { format, inputMap } = plain
    const output = this.#compile(id, { path, ...plain })
    const wanted = this.withMaps || process.sourceMapsEnabled || inputMap !== undefined
    return { format, code: wanted ? withMap(output.code, output.map) : output.code }
  }

  #compile(id: string, loaded: LoadedModule): { readonly code: string; readonly map: object | undefined } {
    const { test, log } = this.configuration
    if (test !== 'drill') return this.#rename(guardLoaded(this.project, { ...loaded, ...this.#provided(loaded) }))
    const drilled = drillOnce(this.project, loaded, { name: `${id}?drill`, log })
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(drilled.line)}\n`)
    return drilled
  }

  /** The new name is as long: the map stays right. */
  #rename({ module: { id }, output: { code, map } }: Guarded): Pick<Guarded['output'], 'code' | 'map'> {
    return { code: code.replaceAll(id, this.claim(id)), map }
  }

  #provided({ format }: LoadedModule): Pick<LoadedModule, 'provided'> {
    return this.release ? { provided: PROVIDED[format] } : {}
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    process.emitWarning(message, 'IasoWarning')
  }
}

/** With the query: one file that is loaded under several URLs is several modules. Nothing for what is no file. */
export function toId(place: string): string | undefined {
  if (!place.startsWith('file:')) return /^[a-z]{2,}:/.test(place) ? undefined : place
  return fileURLToPath(place) + new URL(place).search
}
