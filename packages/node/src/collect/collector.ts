import { checkSyntax, type Project } from '@iaso/build/load'
import type { CollectedModule } from '@iaso/directory'
import type { Configuration } from '../configuration/index.js'
import { projectOf } from '../configuration/index.js'
import { type Changer, type Format, type Loaded, toId } from '../load/loader.js'
import { readPlain } from '../load/read.js'

/** Query of a module that is imported to be read, and not to run. */
export const COLLECT = '?iaso-collect'

/** Global that is handed what would have run. */
export const COLLECTED = '$iasoCollected'

/** Global that holds the thread's collector. */
export const COLLECTOR = '$iasoCollector'

const HEAD = `globalThis.${COLLECTED}(`

/** Puts in the place of a module's code a statement that hands the code over: nothing of the application runs. */
export class Collector implements Changer {
  readonly #project: Project
  /** File that is being required. */
  wanted: string | undefined

  constructor(configuration: Configuration) {
    this.#project = projectOf(configuration)
  }

  load(place: string, source: string, format: Format): Loaded | undefined {
    const id = toId(place)
    const file = id?.endsWith(COLLECT) ? id.slice(0, -COLLECT.length) : id === this.wanted ? id : undefined
    // What is required comes by a second time.
    if (file === undefined || source.startsWith(HEAD) || !this.#project.isApplication(file)) return undefined
    const module = readPlain(source, format, plain => {
      checkSyntax({ path: this.#project.path(file), ...plain })
      const { code, format, inputMap: map } = plain
      return { file, code, format, map } satisfies CollectedModule
    })
    return { format: module.format, code: `${HEAD}${JSON.stringify(module)})` }
  }
}
