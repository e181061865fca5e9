/** What one realm knows. Made by the first copy of the runtime that loads; all others work on the same. */
import type { Change, Table, WirePatch } from './wire.js'

/** A module's tables, filled while it is evaluated: slot 0 at its head, the others where its classes stand. */
export interface Module extends Array<Table> {
  /** Of the code that registered. */
  fingerprint?: string
  /** It was evaluated more than once. The copies share their cells, so no patch can tell them apart. */
  copied?: unknown
}

/** A patch with what takes back what it changed; that grows as late modules arrive. */
export interface Live extends WirePatch {
  readonly back: Change[]
}

/** `globalThis`, for what only generated code knows of. */
export const realm = globalThis as unknown as { [name: string | symbol]: unknown } & {
  readonly performance?: Performance
  readonly console?: Console
}

/** Guarded modules, by id; they stay for as long as the realm lives. */
export const modules: Record<string, Module> = Object.create(null)

/** By application: at most one patch each, for patches are cumulative. */
export const livePatches: Record<string, Live> = Object.create(null)

/** The release's entry chunks define a global of this prefix and the application's name; its value is the release id. */
export const RELEASE = '$iaso:'
