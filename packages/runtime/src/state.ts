import { livePatches, modules, RELEASE, realm } from './realm.js'
import type { WirePatch } from './wire.js'

export interface State {
  /** `undefined`: no release of this application runs here. */
  readonly release: string | undefined
  /** The live patch. */
  readonly patch: Pick<WirePatch, 'id' | 'seq'> | undefined
  /** Ids of the modules whose part of the patch waits until they are loaded. */
  readonly pending: ReadonlySet<string> | undefined
}

export function state(app: string): State {
  const live = livePatches[app]
  return {
    release: realm[`${RELEASE}${app}`] as string | undefined,
    patch: live,
    pending: live && new Set(live.parts.flatMap(([id]) => (modules[id]?.[0] ? [] : id))),
  }
}
