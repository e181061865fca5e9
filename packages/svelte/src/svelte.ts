import type { Instance } from './instances.js'

/** The few fields of Svelte's internals that the adapter needs. */
export interface Reaction {
  f: number
  readonly deps: readonly unknown[] | null
}

export interface Effect extends Reaction {
  first: Effect | null
  last: Effect | null
  next: Effect | null
  prev: Effect | null
  readonly parent: Effect | null
  /** What it stands for on the page; `t`: transitions of these nodes. */
  readonly nodes: { start: Node | null; end: Node | null; t: Transition[] | null } | null
  readonly ctx: Context | null
  /** The adapter's own: instances that were made in it, and in no effect within. */
  iaso?: Context[]
}

export interface Transition {
  stop(): void
}

/** Of an instance of a component. */
export interface Context {
  /** Of the instance around it. */
  readonly p: Context | null
  /** The effect in which it was made. */
  readonly r: Effect
  /** Its properties. */
  readonly s: unknown
  /** It has no runes, and these stand behind its `$:`. */
  readonly l?: { readonly $: readonly { readonly effect: Effect | null }[] } | null
  /** The adapter's own. */
  iaso: Instance
}

export interface Derived extends Reaction {
  readonly fn: () => unknown
  /** The change that it was last judged for. */
  iaso?: number
}

/** What the adapter asks of a copy of Svelte, which hands it over itself. */
export interface Svelte {
  /** @param status `DIRTY` or `MAYBE_DIRTY` */
  status(reaction: Reaction, status: number): void
  /** Has effects looked at, in this turn. */
  flush(effects: readonly Effect[]): void
  /** Ends effects of a list, with all that is in them. Their nodes stay. */
  destroy(effects: Pick<Effect, 'first' | 'last'>): void
  /** Calls what makes effects and instances, as if it were called there; elements appear without transitions. */
  within(effect: Effect, context: Context | null, make: () => unknown): void
}

export const DERIVED = 1 << 1
export const BRANCH = 1 << 5
export const ROOT = 1 << 6
export const DIRTY = 1 << 11
export const MAYBE_DIRTY = 1 << 12
export const DESTROYED = 1 << 14
/** It stays in the tree, also if it has read nothing that changes. */
export const PRESERVED = 1 << 19
/** The adapter's own: running it again only brings the page to what it reads. */
export const REPEATABLE = 1 << 29
