import { firstApp } from './app.js'
import { attempt } from './attempt.js'
import { setCells } from './cells.js'
import { undoAll } from './installs.js'
import { livePatches } from './live.js'
import type { Result } from './result.js'

/**
 * Back to the release as it was built. Never rejected; `failed` when an install can't be undone, and then all else is undone.
 * Without a live patch: `reverted`, with 0 functions.
 *
 * @param app - @default the realm's first application
 */
export function revert(app: string = firstApp()): Result {
  const live = livePatches.get(app)
  return attempt('reverted', app, live?.patch.id, () => {
    if (!live) return 0
    livePatches.delete(app)
    setCells(live.cells, {})
    undoAll(live.installs)
    return Object.keys(live.cells).length
  })
}
