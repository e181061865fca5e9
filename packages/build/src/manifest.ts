import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a package says of itself. */
export interface Manifest {
  readonly name?: unknown
  readonly version?: unknown
}

/** Most directories have none, and whoever needs a readable one complains where it matters. */
export function readManifest(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}
