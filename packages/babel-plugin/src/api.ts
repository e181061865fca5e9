import type { CellMapping, FunctionMapping, ModuleFormat, PrivateSlot, TableEntry } from '@iaso/protocol'

/** How one module is guarded. */
export interface InstrumentOptions {
  /** Path of the module relative to the project's root, with `/`: the first half of every function key. */
  readonly path: string
  /** Six characters of `[0-9a-zA-Z]`: see `moduleId`. */
  readonly id: string
  readonly fingerprint: string
  readonly format: ModuleFormat
  /**
   * Specifier of the module whose default export is the registrar of this module, for hosts that can make modules up; it is
   * asked for once the number of cells is known. It becomes the first import, so that the cells are there before any module
   * of an import cycle runs.
   *
   * @default a call of the runtime at the module's head
   */
  readonly registrar?: (cells: number) => string | NamedRegistrar
  /**
   * `require`, `__dirname`, `import.meta`: what the host gives every module, handed out to patches whether or not the module mentions it.
   *
   * @default what a CommonJS module mentions
   */
  readonly provided?: readonly string[]
  /**
   * The host finds `require("./x")` by its text and takes the module apart by what is done with `module` and `exports`: patches are handed these in
   * forms that keep it so, and only where the module mentions them.
   *
   * @default false
   */
  readonly bundled?: boolean
  /** @default '@iaso/runtime'; for CommonJS that runs as it is, '@iaso/runtime/commonjs' */
  readonly runtime?: string
  /**
   * Expression that answers the registrar when it is called with id, fingerprint and number of cells, for hosts that see to it that
   * there is one before the module runs: nothing is imported or required then.
   */
  readonly define?: string
  /** Each line of the output is the line of `code` that it comes from, for stacks that nobody maps back. @default false */
  readonly retainLines?: boolean
  /** @default true */
  readonly sourceMaps?: boolean
  /** Source map of `code`, to be carried through. */
  readonly inputMap?: object | undefined
}

/** A registrar among the exports of a module that exists. */
export interface NamedRegistrar {
  readonly from: string
  readonly name: string
}

/** What the mapping must know of a guarded module. */
export interface ModuleRecord {
  readonly table: readonly TableEntry[]
  readonly functions: readonly FunctionMapping[]
  readonly cells: readonly CellMapping[]
  readonly privates: readonly PrivateSlot[]
  /** Specifiers of static imports and re-exports, in source order. */
  readonly imports: readonly string[]
}

export interface Instrumented {
  readonly code: string
  readonly map: object | undefined
  readonly record: ModuleRecord
}
