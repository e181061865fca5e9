/** What a patch script hands to the runtime. The runtime has its own copy of these types: it depends on nothing. */

/** Name of the registered symbol under which a realm keeps its runtime. It stands for the wire format: another format gets another name. */
export const RUNTIME_SYMBOL = 'iaso'

export interface WirePatch {
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  /** In the order in which what they add must be evaluated. */
  readonly parts: readonly WirePart[]
  /** What brings it to the screen. The runtime hands it on to whoever listens. */
  readonly screen?: WireScreen
}

/** Which components a patch concerns. */
export interface WireScreen {
  /** Nobody can say which: all render again. */
  readonly all?: boolean
  /** For `@iaso/react`. Cell of a component → its hooks in the release, and under the patch if they are others. */
  readonly cells: Readonly<Record<string, readonly string[]>>
  /** For `@iaso/vue`. Cells by which it knows the components and computed values concerned; absent: all are. */
  readonly shows?: readonly string[]
  /** For `@iaso/vue`, too. Names of methods and computed values that options of components have gained or lost. */
  readonly options?: readonly string[]
  /** For `@iaso/svelte`. Cells of the functions behind `$derived` that come to something else; absent: all may. */
  readonly deriveds?: readonly string[]
  /** For `@iaso/svelte`: cells of such functions whose values hold what was done to them; they are left alone. */
  readonly kept?: readonly string[]
  /** For `@iaso/svelte`, too: what becomes of the copies of templates that are on the page. */
  readonly templates?: readonly unknown[]
  /** For `@iaso/svelte`: cell of a component that makes something else → a digest of what it makes. */
  readonly makes?: Readonly<Record<string, string>>
}

/** What becomes of a component's `setup`, for `@iaso/vue`: by the cell of that function. */
export interface WireSetup<Teller = (...handed: never[]) => Readonly<Record<string, readonly [unknown]>>> {
  /** Digest of what it makes: instances for which that ran need nothing. Absent: what it made before. */
  readonly version?: string
  /** All of it runs again; else only what is new. */
  readonly again?: boolean
  /** What is put into the cell of the function that renders, to be told its variables. */
  readonly tell?: readonly [cell: string, teller: Teller]
  /** Property → variable, of the object that it answers. */
  readonly names?: Readonly<Record<string, string>>
}

/**
 * `[module id, fingerprint it is meant for, link, changes what the module makes]`. What belongs to no module of the release goes by a symbol, which the
 * patch script has announced as if it were one. The last is 1 for a part that can be linked only when the module's top level has run, and 0 for one
 * that asks something of the module, beside the part that changes it.
 */
export type WirePart = readonly [
  string,
  string,
  (context: WireContext, irrevocable: () => void) => Record<string, unknown>,
  (0 | 1)?,
]

export interface WireContext {
  /** Slot 0: scope table; slots from 1: private accessors. Live. */
  table(module: string): readonly Table[]
  /** A value that a patch added: made once, kept over later patches. */
  keep<T>(key: string, make?: () => T): T
  define(
    module: string,
    fingerprint: string,
    cells: number,
  ): (make: () => readonly unknown[] | Table, slot?: number) => void
  /** Makes the cells of functions that the patch brings; the release's own are there. */
  cells(module: string, count: number): void
}

/** Answers the accessor of a binding, by position. */
type Table = (position: number) => unknown
