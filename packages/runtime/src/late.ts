import { attempt } from './attempt.js'
import { type Cells, setCells } from './cells.js'
import { irrevocably } from './fault.js'
import { findPart, link } from './link.js'
import { type Live, livePatches } from './live.js'
import { isReady } from './modules.js'
import type { Install } from './wire.js'

/**
 * Puts the part that waits for a module to work, before that module's body runs. `failed` for a second evaluation of a module whose
 * part is live: that runs on the cells of the first, so on the wrong state, and it is too late to reject the patch.
 */
export function linkLate(id: string): void {
  for (const live of livePatches.values())
    if (live.patch.parts.some(part => part[0] === id)) orFail(live, () => linkPending(live, id))
}

function linkPending(live: Live, id: string): void {
  isReady(id)
  live.pending.delete(id)
  const part = findPart(live.patch, id)
  if (!part) return
  // No look at what the part reads: in an import cycle that is announced, but fills its table after this module.
  const cells: Cells = {}
  const installs: Install[] = []
  link(part, live.patch.app, cells, installs)
  setCells({}, cells)
  Object.assign(live.cells, cells)
  if (installs[0]) Promise.resolve().then(() => orFail(live, () => installLate(live, installs)))
}

/** Deferred until the module's body has run, for before that it has no classes to install on. */
function installLate(live: Live, installs: readonly Install[]): void {
  if (livePatches.get(live.patch.app) !== live) return
  for (const install of installs) {
    install.apply()
    live.installs.push(install)
  }
}

/** The rest of the patch is live already: what goes wrong is a failure, and that all goes well is no news. */
function orFail({ patch }: Live, step: () => void): void {
  attempt('applied', patch.app, patch.id, () => irrevocably(step))
}
