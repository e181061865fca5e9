import { isMainThread } from 'node:worker_threads'
import { explain } from '@iaso/protocol'
import { type Joined, startFromEnvironment } from '@iaso/runtime/service'
import { type Configuration, projectOf } from './configuration/index.js'
import { announceRelease } from './release/announce.js'
import { type Release, releaseOf, startedHere } from './release/index.js'
import { readStarted, writeStarted } from './release/place.js'
import { isRecorded, record } from './release/record.js'

/** A process that ends sooner is no service. In milliseconds. */
const LASTS = 1_000

/**
 * Makes the process, or the thread, one that takes patches, before any of its modules runs.
 *
 * @returns the release that its modules are
 */
export function startRelease(configuration: Configuration): { release: Release; ready(): void } {
  const { app, root } = projectOf(configuration)
  const joined = join()
  const inherited = joined && readStarted(joined.place, app, root)
  const release = inherited ?? releaseOf(configuration, startedHere(configuration))
  announceRelease(release)
  if (!inherited && joined) writeStarted(joined.place, release)
  if (!inherited && isMainThread) setTimeout(() => void recordLater(configuration, release), LASTS).unref()
  return { release, ready: () => joined?.released(app) }
}

/** A process that can't be reached goes on without. */
function join(): Joined | undefined {
  try {
    return startFromEnvironment()
  } catch (error) {
    warn(`IASO1117 ${explain('IASO1117', { detail: (error as Error).message })}`)
    return undefined
  }
}

async function recordLater(configuration: Configuration, release: Release): Promise<void> {
  if (isRecorded(configuration, release)) return
  await record(configuration, release, true).catch((error: Error) => warn(error.message))
}

function warn(message: string): void {
  process.emitWarning(message, 'IasoWarning')
}
