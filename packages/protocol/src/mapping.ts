import { IasoError } from './diagnostics.js'
import type { Layout } from './layout.js'

/** Raised whenever a field changes its meaning; a builder reads only its own. */
export const MAPPING_SCHEMA = 1

/**
 * The private record of one release build of one environment: keys ↔ ids, and all that the builder must know of the release.
 * Patches add to it (`patches`, more `cells`, `added` modules); the result is called the extended mapping.
 */
export interface Mapping {
  readonly schema: typeof MAPPING_SCHEMA
  /** Version of Iaso that wrote it. */
  readonly iaso: string
  readonly app: string
  /** `client`, `ssr`, … as the host calls it. */
  readonly environment: string
  readonly release: string
  /**
   * What the comparison depends on but can't see: names and versions of tools, modes. Definitions stand as `define:NAME` and `env:NAME` with the code
   * that takes their place.
   */
  readonly toolchain: Readonly<Record<string, string>>
  /** Guarded modules by path, relative to the project's root, with `/`. */
  readonly modules: Readonly<Record<string, ModuleMapping>>
  /** Modules of the release that are not guarded, by path → digest of their code. */
  readonly unguarded: Readonly<Record<string, string>>
  /** Absent: the host doesn't tell. */
  readonly output?: OutputFiles
  /** What brings a patch to the screen there: `react`; none where nothing is on a screen. Absent: nobody knows. */
  readonly screens?: readonly string[]
  /** Paths of unguarded modules that patches find whole where they run, see `providedModule`. */
  readonly provided?: readonly string[]
  readonly patches: readonly PatchRecord[]
  /** Of a service whose modules are guarded as they are loaded; absent: the release was built. */
  readonly loaded?: LoadedMapping
}

export interface LoadedMapping {
  /** Words of Node's command line that decide what its loaders make of the sources. */
  readonly words: readonly string[]
  /** Path of the script. */
  readonly entry?: string
  /** Digests of the sources, by path: the same source must become the same code. */
  readonly sources: Readonly<Record<string, string>>
}

/** What the host emitted beside code. Names are those in its output directory, with `/`. */
export interface OutputFiles {
  /** Name → digest of the content. */
  readonly files: Readonly<Record<string, string>>
  /** Style sheets that pages link: a name that doesn't depend on the content → name of the file. */
  readonly styles: Readonly<Record<string, string>>
  /** What stands before a file's name in the addresses that code and styles have of it; absent: that depends on where they stand. */
  readonly base?: string
}

export interface ModuleMapping {
  readonly id: string
  readonly format: ModuleFormat
  /** Digest of `code`, in the module's registration and in every patch part that is meant for it. */
  readonly fingerprint: string
  /** The plain JavaScript that the guards were put into. */
  readonly code: string
  /** Import specifier in `code` → path of the module it resolved to. */
  readonly resolutions: Readonly<Record<string, string>>
  /** Static imports from an entry lead here: the module is evaluated at start. */
  readonly eager: boolean
  readonly table: readonly TableEntry[]
  /** One a function, in source order; `id` is the position for a release's own. */
  readonly functions: readonly FunctionMapping[]
  readonly cells: readonly CellMapping[]
  /** Class privates of classes evaluated once: slot n of the registration. */
  readonly privates: readonly PrivateSlot[]
  /** The patch that brought the module; absent: the release. */
  readonly addedBy?: string
  /** It is nothing but data, a JSON file's or the address of an asset, and doesn't register: it is reached through who imports it. */
  readonly value?: true
  /** What patches added to the module's scope: name → shape of its declaration. */
  readonly extensions?: Readonly<Record<string, string>>
}

export type ModuleFormat = 'module' | 'commonjs' | 'script'

/** One thing that the scope table of a module hands out. Positions count through the table's array. */
export interface TableEntry {
  readonly name: string
  readonly kind: TableEntryKind
  readonly get: number
  readonly set?: number
  /** For imports: `[specifier, exported name]`. */
  readonly imported?: readonly [string, string]
  /** Of a bundled module's `require`: what it answers for, which is what the module asks for as text. Absent: whatever the host finds. */
  readonly sources?: readonly string[]
}

/**
 * `marks`: what the module's functions have left behind them when they ran, as a list. `binding`: a name of the module's own. `import`: an imported name. `member`: `ns.name` of an imported namespace. `place`: what only
 * exists in place: `import("./x")`, `import.meta.url`, `require`.
 */
export type TableEntryKind = 'binding' | 'import' | 'member' | 'place' | 'marks'

export interface FunctionMapping {
  readonly id: number
  /** What a person reads: `src/cart.ts#Cart.total`. */
  readonly key: string
  /** Why it has no guard: the code of a diagnostic. */
  readonly skipped?: string
  /** Position among the module's marks: that is 1 as soon as the function's own code has run; absent: nobody can tell. */
  readonly mark?: number
}

export interface CellMapping {
  /** Number in the cell's name. */
  readonly cell: number
  readonly function: number
  readonly layout: Layout
  /** Shape of the body that runs while the cell is empty. */
  readonly inline: string
  /** The patch that made it; absent: the release. */
  readonly addedBy?: string
  /** Cells that closures read which that body makes; absent: the release's. */
  readonly makes?: readonly number[]
}

/** Accessors of one class' private names: positions in slot `slot` of the registration. */
export interface PrivateSlot {
  readonly slot: number
  /** Key of the class. */
  readonly key: string
  readonly names: Readonly<Record<string, { readonly get?: number; readonly set?: number; readonly has?: number }>>
}

export interface PatchRecord {
  readonly id: string
  readonly sequence: number
  /** The changed modules, by path. */
  readonly modules: Readonly<Record<string, PatchedModule>>
  /** Keys of its migrations, in order; absent: none. */
  readonly migrations?: readonly string[]
  /** Hooks of the components that it concerns, by module path, `#` and the function's id. */
  readonly screen?: Readonly<Record<string, readonly ScreenHook[]>>
}

/** A hook of a component, as a version had it. */
export interface ScreenHook {
  readonly kind: string
  /** The same in all versions that have the hook. */
  readonly id: number
  readonly name: string
  /** Digest of what it begins with, or does; of an effect, of what it did when it ran last. */
  readonly content: string
}

export interface PatchedModule {
  /** The module as that patch saw it. */
  readonly code: string
  /** The id of each function, in source order. */
  readonly ids: readonly number[]
  /** Cells that the patch sets. */
  readonly set?: readonly number[]
}

/**
 * Reads a mapping that was written by {@link writeMapping}.
 *
 * @throws IasoError IASO1101 not JSON or not a mapping; IASO1102 another schema.
 */
export function readMapping(text: string, where: string): Mapping {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new IasoError('IASO1101', { file: where, detail: (error as Error).message })
  }
  const mapping = value as Mapping
  if (!isRecord(value) || typeof mapping.schema !== 'number')
    throw new IasoError('IASO1101', { file: where, detail: 'it has no schema number' })
  if (mapping.schema !== MAPPING_SCHEMA)
    throw new IasoError('IASO1102', { file: where, found: String(mapping.schema), expected: String(MAPPING_SCHEMA) })
  const fault = findFault(mapping)
  if (fault !== undefined) throw new IasoError('IASO1101', { file: where, detail: fault })
  return mapping
}

/** Stable text: the same mapping always gives the same bytes. */
export function writeMapping(mapping: Mapping): string {
  return `${JSON.stringify(mapping, sortKeys, 1)}\n`
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function findFault(mapping: Mapping): string | undefined {
  for (const field of ['iaso', 'app', 'environment', 'release'] as const)
    if (typeof mapping[field] !== 'string') return `"${field}" is not a string`
  for (const field of ['toolchain', 'modules', 'unguarded'] as const)
    if (!isRecord(mapping[field])) return `"${field}" is not an object`
  if (!Array.isArray(mapping.patches)) return '"patches" is not an array'
  for (const [path, module] of Object.entries(mapping.modules)) {
    const fault = findModuleFault(module)
    if (fault !== undefined) return `module "${path}": ${fault}`
  }
  return undefined
}

function findModuleFault(module: ModuleMapping): string | undefined {
  if (!isRecord(module)) return 'not an object'
  for (const field of ['id', 'format', 'fingerprint', 'code'] as const)
    if (typeof module[field] !== 'string') return `"${field}" is not a string`
  for (const field of ['table', 'functions', 'cells', 'privates'] as const)
    if (!Array.isArray(module[field])) return `"${field}" is not an array`
  if (!isRecord(module.resolutions)) return '"resolutions" is not an object'
  for (const cell of module.cells)
    if (!Number.isInteger(cell.cell) || !Number.isInteger(cell.function) || !isRecord(cell.layout))
      return 'a cell without number, function or layout'
  return undefined
}
