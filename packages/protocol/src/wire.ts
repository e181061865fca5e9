/** What a patch script hands to the runtime. The runtime has its own copy of these types: it depends on nothing. */

export const WIRE_VERSION = 1

/** Name of the registered symbol under which a realm keeps its runtime. */
export const RUNTIME_SYMBOL = 'iaso'

export interface WirePatch {
  readonly v: typeof WIRE_VERSION
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  /** Modules that the release doesn't have, in the order in which they must be evaluated. */
  readonly added: readonly WireModule[]
  readonly parts: readonly WirePart[]
}

/** `[module id, fingerprint, evaluate]` */
export type WireModule = readonly [string, string, (context: WireContext) => void]

/** `[module id, fingerprint it is meant for, link, ids of the other modules whose tables it reads]` */
export type WirePart = readonly [string, string, (context: WireContext) => Record<string, unknown>, readonly string[]]

export interface WireContext {
  /** Slot 0: scope table; slots from 1: private accessors. Live. */
  table(module: string): readonly (readonly unknown[])[]
  /** A value that a patch added: made once, kept over later patches. */
  keep<T>(key: string, make: () => T): T
  define(module: string, fingerprint: string, cells: number): (table: readonly unknown[], slot?: number) => void
  /** Makes the cells of functions that the patch brings; the release's own are there. */
  cells(module: string, count: number): void
}
