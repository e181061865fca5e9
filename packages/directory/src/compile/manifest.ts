import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The part of a package.json that is looked at here. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly type?: string
  readonly main?: unknown
  readonly bin?: unknown
  readonly exports?: unknown
  readonly imports?: unknown
  /** Old ones hold settings of tools here, too. */
  readonly scripts?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly iaso?: unknown
}

export interface Package {
  readonly directory: string
  readonly manifest: Manifest
}

/** The nearest package.json above a file, as Node looks for it: each is read once in the life of this. */
export class Packages {
  readonly #known = new Map<string, Package | undefined>()

  of(file: string): Package | undefined {
    return this.#at(dirname(file))
  }

  #at(directory: string): Package | undefined {
    if (!this.#known.has(directory)) this.#known.set(directory, this.#read(directory))
    return this.#known.get(directory)
  }

  #read(directory: string): Package | undefined {
    const manifest = readManifest(directory)
    if (manifest) return { directory, manifest }
    const parent = dirname(directory)
    return parent === directory ? undefined : this.#at(parent)
  }
}

/** Nothing where there is none; one that isn't JSON is Node's to complain about. */
export function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
