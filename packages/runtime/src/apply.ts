import { attempt } from './attempt.js'
import { context } from './context.js'
import { fault } from './fault.js'
import { link } from './link.js'
import { type Live, livePatches, modules, RELEASE, realm } from './realm.js'
import type { Result } from './result.js'
import type { WirePatch } from './wire.js'

/**
 * Puts a patch to work in one turn of the event loop, in place of the application's previous one; or leaves everything as it is.
 * A patch that is live already stays: `applied`, with 0 functions.
 *
 * Patch scripts call it.
 */
export function apply(patch: WirePatch): Result {
  const { app, id, release, parts } = patch
  return attempt('applied', 'rejected', app, id, irrevocable => {
    const expected = (realm[RELEASE + app] as string | undefined) ?? fault('1', app)
    if (expected !== release) fault('2', release, expected)
    const live: Live = { patch, pending: new Set(), functions: 0, changes: [] }
    if (livePatches.get(app)?.patch.id !== id) {
      for (const [module, , , evaluate] of parts)
        if (!evaluate) live.pending.add(module)
        else if (!modules.has(module)) {
          irrevocable()
          evaluate(context)
        }
      for (const part of parts) link(live, part)
      undo(app)
      livePatches.set(app, live)
      for (const change of live.changes) change.apply()
    }
    return live.functions
  })
}

/** Back to the release as it was built. Without a live patch: `reverted`, with 0 functions. */
export function revert(app: string): Result {
  const live = livePatches.get(app)
  return attempt('reverted', 'failed', app, live?.patch.id, () => {
    undo(app)
    livePatches.delete(app)
    return live?.functions ?? 0
  })
}

function undo(app: string): void {
  for (const change of livePatches.get(app)?.changes.reverse() ?? []) change.undo()
}
