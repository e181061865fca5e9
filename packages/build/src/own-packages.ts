import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { packageAround } from './manifest.js'
import { slashes } from './paths.js'

/**
 * Iaso's packages that end up in a bundle. They are resolved from the adapter, wherever the import stands: the user installs
 * one package, and there is one runtime in a bundle even where several versions are installed.
 */
export class OwnPackages {
  readonly #require: NodeJS.Require
  readonly #roots = new Map<string, string>()
  readonly #resolved = new Map<string, string | undefined>()

  /** @param from `import.meta.url` of the adapter, which depends on all packages in `names`. */
  constructor(from: string, names: readonly string[]) {
    this.#require = createRequire(from)
    for (const name of names) {
      const file = this.resolve(name)
      if (file !== undefined) this.#roots.set(slashes(packageAround(file, name) ?? dirname(file)), name)
    }
  }

  /** The file behind `@iaso/…`, or nothing if the adapter doesn't know it. */
  resolve(specifier: string): string | undefined {
    // Every guarded module imports the runtime.
    if (!this.#resolved.has(specifier)) this.#resolved.set(specifier, this.#find(specifier))
    return this.#resolved.get(specifier)
  }

  #find(specifier: string): string | undefined {
    try {
      return this.#require.resolve(specifier)
    } catch {
      return undefined
    }
  }

  /** The same name on every machine, wherever the package lies: `@iaso/runtime/dist/index.js`. Nothing for others' modules. */
  path(id: string): string | undefined {
    const file = slashes(id)
    for (const [root, name] of this.#roots) if (file.startsWith(`${root}/`)) return name + file.slice(root.length)
    return undefined
  }
}
