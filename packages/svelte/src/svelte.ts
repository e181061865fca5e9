/** The few fields of Svelte's internals that the adapter needs. */
export interface Reaction {
  f: number
  readonly deps: readonly unknown[] | null
}

export interface Effect extends Reaction {
  readonly first: Effect | null
  readonly next: Effect | null
  /** What it stands for on the page. */
  readonly nodes: { start: Node | null; end: Node | null } | null
  /** Of the component around it; `l`: it has no runes, and these stand behind its `$:`. */
  readonly ctx: { readonly l?: { readonly $: readonly { readonly effect: Effect | null }[] } | null } | null
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
