/** What a patch script hands over. The same shapes as in `@iaso/protocol`, repeated because the runtime depends on nothing. */

export interface WirePatch {
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  /** In the order in which what they add must be evaluated. */
  readonly parts: readonly WirePart[]
}

/**
 * `[module id, fingerprint it is meant for, link, changes what the module makes]`. What belongs to no module of the release goes by a symbol, which the
 * patch script has announced as if it were one. The last is 1 for a part that can be linked only when the module's top level has run, and 0 for one
 * that asks something of the module, beside the part that changes it.
 */
export type WirePart = readonly [string, string, Link, (0 | 1)?]

/**
 * Answers what the cells are to be, by name; under `""`, which comes first, the other changes. A module (or a bundle of dependencies) that the
 * release doesn't have is kept under its id: so it is evaluated once in a realm's life, unless it throws.
 */
export type Link = (context: WireContext, irrevocable: () => void) => Record<string, unknown>

export interface WireContext {
  /** Slot 0: scope table; slots from 1: private accessors. Live. */
  table(module: string): readonly Table[]
  /** A value that a patch added: made once, kept over later patches and reverts. */
  keep<T>(key: string, make?: () => T): T
  define(module: string, fingerprint: string, cells: number): Register
  /** Makes the cells of functions that the patch brings; the release's own are there. */
  cells(module: string, count: number): void
}

/** Answers the accessor of a binding, by position. */
export type Table = (position: number) => unknown

/** Hands over what makes a module's scope table (slot 0) or private accessors (slots from 1): a list, or where they are many, what answers them. */
export type Register = (make: () => readonly unknown[] | Table, slot?: number) => void

/**
 * A change, made with `true` and taken back with `false`. What `link` may return under the key `""`, for changes that are no cells, such as a
 * method that a class gains, must change nothing if it throws, and can't apply or revert patches.
 */
export type Change = (on: boolean) => unknown
