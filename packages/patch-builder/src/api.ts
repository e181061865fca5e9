import type { Mapping, ModuleFormat, Report, Verdict } from '@iaso/protocol'
import type { Carried } from './carried.js'

/** A module of the new source as the host compiled it: plain JavaScript, without guards. */
export interface NewModule {
  readonly code: string
  readonly format: ModuleFormat
  /** Import specifier in `code` → path of the module it resolved to (a guarded module, or a key of `unguarded`). */
  readonly resolutions: Readonly<Record<string, string>>
  /** Static imports from an entry lead here. */
  readonly eager: boolean
  /** From `code` to the source that a person wrote. */
  readonly map?: object | undefined
}

/** A migration of the release, without its types: see docs/migrations.md. */
export interface MigrationSource {
  /** The file's name without its extension. */
  readonly name: string
  /** Of the file, relative to the project's root. */
  readonly path: string
  readonly code: string
  readonly map?: object | undefined
}

export interface PatchInput {
  /** The release's mapping, or the extended mapping of the newest patch. */
  readonly mapping: Mapping
  readonly modules: Readonly<Record<string, NewModule>>
  /** Unguarded modules of the new build: path → digest. */
  readonly unguarded: Readonly<Record<string, string>>
  readonly toolchain: Readonly<Record<string, string>>
  /** Modules whose source mentions a definition that is another one than the release's, by its name in `toolchain`. */
  readonly readers?: Readonly<Record<string, readonly string[]>>
  /** What can travel beside the patch's script; absent: nothing. */
  readonly carried?: Carried
  /** What runs has no pages of its own. */
  readonly isServer?: boolean
  /** Verdicts beside `live` that the user accepts. */
  readonly allow: ReadonlySet<Verdict>
  /** All of the release, in the order in which they run. */
  readonly migrations?: readonly MigrationSource[]
  /**
   * Every function counts as changed: a program that is patched with itself shows what a patch would break. What is refused is left out, and the
   * report says why; all the rest is emitted.
   */
  readonly drill?: boolean
  /** Effects of components on the screen that do something else run again. */
  readonly effects?: boolean
  /** Derives the id of a module that the release doesn't have. */
  readonly moduleId: (path: string) => string
  readonly fingerprint: (code: string) => string
  /**
   * Bundles new dependencies: for each request one export, under its `as` name. Answers an expression that evaluates them and gives an object
   * with those names, e.g. `(() => {…; return {d0: format}})()`. Modules of the release must not travel along.
   *
   * @throws IasoError IASO2116, IASO2117
   */
  readonly bundle: (requests: readonly DependencyRequest[]) => Promise<string>
}

export interface DependencyRequest {
  readonly path: string
  /** `default`, `*`, or the export's name. */
  readonly name: string
  readonly as: string
}

/** `code` is readable; minifying it, and its size in the report, is the caller's. */
export interface PatchResult {
  readonly report: Report
  readonly patch?: { readonly code: string; readonly map: object; readonly id: string; readonly seq: number }
  /** The extended mapping; with `patch`. */
  readonly mapping?: Mapping
}
