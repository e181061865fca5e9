import { firstApp, releaseOf } from './app.js'
import { livePatches } from './live.js'
import { modules } from './modules.js'

export interface State {
  readonly app: string
  /** `undefined`: no release of this application runs here. */
  readonly release: string | undefined
  /** Id and sequence number of the live patch. */
  readonly patch: string | undefined
  readonly seq: number | undefined
  /** Ids of the modules whose part of the patch waits until they are loaded. */
  readonly pending: readonly string[]
  /** Ids of the guarded modules in this realm. */
  readonly modules: readonly string[]
}

/** @param app - @default the realm's first application */
export function state(app: string = firstApp()): State {
  const live = livePatches.get(app)
  return {
    app,
    release: releaseOf(app),
    patch: live?.patch.id,
    seq: live?.patch.seq,
    pending: [...(live?.pending ?? [])],
    modules: [...modules.keys()],
  }
}
