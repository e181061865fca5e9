import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Release } from './index.js'

/** In the directory of a group: what its root runs, and so all threads and processes that are started in it, whatever the sources are by then. */
const NAME = 'started.json'

export function writeStarted(place: string, release: Release): void {
  writeFileSync(join(place, NAME), JSON.stringify(release), { mode: 0o600 })
}

/** Nothing where the root runs something else, or other sources. */
export function readStarted(place: string, app: string, root: string): Release | undefined {
  try {
    const release = JSON.parse(readFileSync(join(place, NAME), 'utf8')) as Release
    return release.app === app && release.root === root ? release : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
