import { attempt } from './attempt.js'
import { fault } from './fault.js'
import { link } from './link.js'
import { livePatches } from './realm.js'
import type { Result } from './result.js'
import { run } from './run.js'
import { state } from './state.js'
import type { WirePatch } from './wire.js'

/**
 * Puts a patch to work in one turn of the event loop, in place of the application's previous one; or leaves everything as it is.
 * A patch that is live already stays: `applied`, with 0 functions.
 *
 * Patch scripts call it.
 */
export function apply(patch: WirePatch): Result {
  const { app, release, parts } = patch
  return attempt('applied', patch, irrevocable => {
    const now = state(app)
    if (now.release !== release) fault(2, release, now.release ?? fault(1, app))
    if (now.patch?.id === patch.id) return 0
    // In turn, as the first parts may say that nothing must happen here.
    const changes = parts.flatMap(part => link(part, irrevocable))
    // Only now: a link can run code of the application, and that can apply or revert.
    const back = run([...(livePatches[app]?.back ?? []), ...changes], irrevocable)
    livePatches[app] = { ...patch, back }
    // biome-ignore lint/suspicious/noAssignInExpressions: at fewer bytes. What follows in it would bring the last patch back.
    return (back.length = changes.length)
  })
}

/** Back to the release as it was built. Without a live patch: `reverted`, with 0 functions. */
export function revert(app: string): Result {
  const live = livePatches[app] ?? { app, back: [] }
  return attempt('reverted', live, irrevocable => {
    run(live.back, irrevocable)
    delete livePatches[app]
    return live.back.length
  })
}
