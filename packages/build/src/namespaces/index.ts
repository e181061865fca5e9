import { splitId } from '../paths.js'
import { exportsOf, type ModuleExports, type Origin } from './exports.js'

/** Where a specifier leads, by id of the host; nothing for what isn't bundled. */
export type Resolve = (specifier: string, importer: string) => Promise<string | undefined>

/** Which exports are namespaces, in the modules of one build. */
export class Namespaces {
  readonly #modules = new Map<string, ModuleExports | undefined>()
  readonly #found = new Map<string, Promise<string | undefined>>()

  constructor(readonly resolve: Resolve) {}

  /**
   * The module that an export is the namespace of, through all re-exports.
   *
   * @example of('/app/node_modules/zod/index.js', 'z') // '/app/node_modules/zod/v4/classic/external.js'
   */
  of(id: string, name: string): Promise<string | undefined> {
    const key = `${id}\0${name}`
    const found = this.#found.get(key) ?? this.#find(id, name, new Set())
    this.#found.set(key, found)
    return found
  }

  async #find(id: string, name: string, seen: ReadonlySet<string>): Promise<string | undefined> {
    const key = `${id}\0${name}`
    const module = seen.has(key) ? undefined : this.#read(id)
    if (!module) return undefined
    const next = new Set([...seen, key])
    const found = module.named.get(name)
    if (found) return await this.#follow(id, found, next)
    // A module's stars don't export its default, and not what it defines itself.
    if (name === 'default' || module.own.has(name)) return undefined
    for (const from of module.stars) {
      const namespace = await this.#follow(id, { from, name }, next)
      if (namespace !== undefined) return namespace
    }
    return undefined
  }

  async #follow(id: string, { from, name }: Origin, seen: ReadonlySet<string>): Promise<string | undefined> {
    const target = await this.resolve(from, id)
    if (target === undefined) return undefined
    // The namespace of CommonJS is something that the host makes up.
    if (name === '*') return this.#read(target) ? target : undefined
    return await this.#find(target, name, seen)
  }

  #read(id: string): ModuleExports | undefined {
    if (!this.#modules.has(id)) this.#modules.set(id, exportsOf(splitId(id).file))
    return this.#modules.get(id)
  }
}
