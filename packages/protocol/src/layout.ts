/**
 * What a guard hands to the code that a patch puts behind it, in this order: `this`, `new.target`, the `super` reader, the
 * captures, the reader, the private accessors, then the parameters (or the `arguments` object in their place).
 *
 * A closure keeps the layout it was made with for as long as it lives, so layouts are part of the mapping.
 */
export interface Layout {
  /** `get`: as `() => this`, where it may not be initialised yet (arrows in a derived constructor). */
  readonly this: false | 'value' | 'get'
  readonly newTarget: boolean
  /** A reader `key => super[key]`. */
  readonly super: boolean
  /** `(...$) => super(...$)`, where `super(…)` isn't one statement of a constructor: it makes `this`, and answers it. */
  readonly construct?: true
  readonly captures: readonly Capture[]
  /** Id of the function around it whose reader, `(position, value) => variable`, is handed over. */
  readonly reader?: number
  /** Private names of classes that are evaluated more than once, handed over by the guard itself. */
  readonly privates: readonly PrivateAccess[]
  readonly params: ParamsPlan
}

/** A variable of an outer function that an inner function uses. */
export interface Capture {
  readonly name: string
  /** Id of the function that declares it (in a class' own scope: of the function around it); -1 is the module. */
  readonly owner: number
  /** Which of the owner's declarations of that name, in source order: several blocks may declare the same name. */
  readonly nth: number
  readonly mode: CaptureMode
}

/** `value`: it can't change any more. `get`: `() => x`. `getset`: `() => x` and `v => x = v`, two arguments. */
export type CaptureMode = 'value' | 'get' | 'getset'

/** One `#name`; the guard passes the accessors in the order of `kinds`. */
export interface PrivateAccess {
  readonly name: string
  readonly kinds: readonly PrivateAccessKind[]
}

/** `get`: `o => o.#x`. `set`: `(o, v) => o.#x = v`. `has`: `o => #x in o`. */
export type PrivateAccessKind = 'get' | 'set' | 'has'

/**
 * Default of a spare parameter, which keeps it out of the function's `length`: a number that nobody passes. (Minifiers drop a default
 * that is undefined.)
 */
export const NOT_PASSED = 5e-324

/**
 * How a guard passes the parameters.
 * - `positional`: one argument a parameter as the caller passed it, a rest parameter spread. `spare`: one more, {@link NOT_PASSED} where the
 *   caller passed no more.
 * - `arguments`: the `arguments` object.
 * - `bound`: parameters were bound by the release's own code (generators with defaults or patterns); the names, by value.
 * - `none`: not a call with parameters (field initialisers, static blocks).
 */
export type ParamsPlan =
  | { readonly kind: 'positional'; readonly count: number; readonly rest: boolean; readonly spare?: true }
  | { readonly kind: 'arguments' }
  | { readonly kind: 'bound'; readonly names: readonly string[]; readonly source: string }
  | { readonly kind: 'none' }
