import { Fault, toFault } from '../fault.js'
import { shareRuntime } from '../registry.js'
import type { Result } from '../result.js'
import { fetchPatch } from './manifest.js'
import type { Client, ClientOptions, Load } from './options.js'
import { poll } from './poll.js'
import { run } from './run.js'

/** Looks for patches, at once and then every `interval`. Throws a TypeError if `url` is none. */
export function startClient(options: ClientOptions, load: Load): Client {
  const runtime = shareRuntime()
  const folder = new URL(options.url.replace(/\/?$/, '/'), globalThis.document?.baseURI)
  /** What this realm can't have, by patch id: another try would end in the same way. */
  const quarantine = new Map<string, Result>()
  let looking: Promise<Result | undefined> | undefined
  let troubled = false
  let stopped = false

  async function look(): Promise<Result | undefined> {
    const { app, release, patch: live, pending } = runtime.state(options.app)
    let id: string | undefined
    troubled = false
    try {
      if (!release) throw new Fault('IASO1201', { found: app, expected: '' })
      const manifest = new URL(`${encodeURIComponent(release)}.json`, folder).href
      const patch = await fetchPatch(manifest, app, release, options)
      id = patch?.id
      if (stopped || patch === undefined || id === live) return undefined
      if (!patch) return runtime.revert(app)
      const known = quarantine.get(patch.id)
      if (known) return known
      const result = await run(app, patch, () => load(new URL(patch.file, manifest).href, patch, options))
      if (result.status !== 'applied') quarantine.set(patch.id, result)
      return result
    } catch (error) {
      troubled = true
      const { code, args } = toFault(error)
      return runtime.emit({
        status: 'rejected',
        code,
        args,
        app,
        patch: id,
        functions: 0,
        ms: 0,
        pending: pending.length,
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
