import type { Cells } from './cells.js'
import type { Install, WirePatch } from './wire.js'

/** A patch with what its parts came to. Cells and installs grow as late modules arrive. */
export interface Live {
  readonly patch: WirePatch
  /** Ids of modules whose part isn't linked yet. */
  readonly pending: Set<string>
  readonly cells: Cells
  readonly installs: Install[]
}

/** By application: at most one patch each, for patches are cumulative. */
export const livePatches = new Map<string, Live>()
