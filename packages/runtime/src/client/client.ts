import { fault } from '../fault.js'
import { RELEASE } from '../realm.js'
import { runtime } from '../registry.js'
import type { Result } from '../result.js'
import { fetchPatch } from './manifest.js'
import type { Client, ClientOptions, Load } from './options.js'
import { poll } from './poll.js'
import { run } from './run.js'

/** Looks for patches, at once and then every `interval`. Throws a TypeError if `url` is none. */
export function startClient(options: ClientOptions, load: Load): Client {
  const folder = new URL(options.url.replace(/\/?$/, '/'), globalThis.document?.baseURI ?? globalThis.location?.href)
  /** What this realm can't have, by patch id: another try would end in the same way. */
  const quarantine = new Map<string, Result>()
  let looking: Promise<Result | undefined> | undefined
  let troubled = false
  let stopped = false

  async function look(): Promise<Result | undefined> {
    const app = options.app ?? firstApp()
    const { release, patch: live } = runtime.state(app)
    let id: string | undefined
    troubled = false
    try {
      if (!release) fault(1, app)
      const manifest = new URL(`${encodeURIComponent(release)}.json`, folder).href
      const patch = await fetchPatch(manifest, app, release, options)
      id = patch?.id
      if (stopped || patch === undefined || id === live?.id) return undefined
      if (!patch) return runtime.revert(app)
      const known = quarantine.get(patch.id)
      if (known) return known
      const result = await run(app, patch, () => load(new URL(patch.file, manifest).href, patch, options))
      if (result.status !== 'applied') quarantine.set(patch.id, result)
      return result
    } catch (error) {
      troubled = true
      return runtime.attempt('rejected', { app, id }, () => {
        throw error
      })
    }
  }

  function check(): Promise<Result | undefined> {
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }

  const end = poll(() => check().then(() => !troubled), options.interval ?? 60_000)
  return {
    check,
    stop() {
      stopped = true
      end()
    },
  }
}

/** The application that is meant where none is named. */
function firstApp(): string {
  const name = Object.getOwnPropertyNames(globalThis).find(name => name.startsWith(RELEASE))
  return name?.slice(RELEASE.length) ?? ''
}
