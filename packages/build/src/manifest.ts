import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a package says of itself. */
export interface Manifest {
  readonly name?: unknown
  readonly version?: unknown
  readonly peerDependencies?: unknown
}

/** Most directories have none, and whoever needs a readable one complains where it matters. */
export function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

/** The directory of a package that a file belongs to: a package's `package.json` isn't always among its exports, so it is looked for upwards. */
export function packageAround(file: string, name: string): string | undefined {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory))
    if (readManifest(directory)?.name === name) return directory
  return undefined
}
