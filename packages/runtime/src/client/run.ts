import { runtime } from '../registry.js'
import type { Problem, Result } from '../result.js'
import type { ManifestPatch } from './manifest.js'

/** Loads a patch script, which calls `apply` itself: its result is heard, not returned. Throws IASO1210 if none comes. */
export async function run(app: string, patch: ManifestPatch, load: () => Promise<void>): Promise<Result> {
  const { on } = runtime
  let heard: Result | undefined
  const hear = (result: Result) => {
    if (result.app === app && result.patch === patch.id) heard ??= result
  }
  const ends = [on('applied', hear), on('rejected', hear), on('failed', hear)]
  // What is heard counts: a script that throws after `apply` has been applied.
  await load().catch(() => {})
  for (const end of ends) end()
  if (!heard) throw { code: 'IASO1210', args: [] } satisfies Problem
  return heard
}
