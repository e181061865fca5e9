/** What a patch script hands over. The same shapes as in `@iaso/protocol`, repeated because the runtime depends on nothing. */

export const WIRE_VERSION = 1

export interface WirePatch {
  readonly v: number
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
  table(module: string): readonly Table[]
  /** A value that a patch added: made once an application, kept over later patches and reverts. */
  keep<T>(key: string, make: () => T): T
  define(module: string, fingerprint: string, cells: number): Register
  /** Makes the cells of functions that the patch brings; the release's own are there. */
  cells(module: string, count: number): void
}

/** Accessors of a module's bindings, by position. */
export type Table = readonly unknown[]

/** Hands a module's scope table (slot 0) or private accessors (slots from 1) over. */
export type Register = (table: Table, slot?: number) => void

/** What `link` may return under the key `""`: changes that are no cells, such as a method that a class gains. */
export interface Install {
  apply(): void
  undo(): void
}
