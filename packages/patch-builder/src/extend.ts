import type { CellMapping, FunctionMapping, Mapping, ModuleMapping, PatchedModule, PatchRecord } from '@iaso/protocol'
import type { NewModule } from './api.js'
import type { Edited, Emitted } from './emit/index.js'
import { keyOf } from './findings.js'
import type { Migration } from './migrate/migration.js'
import type { Pair, Program } from './program.js'

interface PatchIdentity {
  readonly id: string
  readonly seq: number
  readonly screen: PatchRecord['screen'] | undefined
}

/** The mapping with all that the patch adds: what the next patch must know of closures that are born under this one. */
export function extendMapping(
  program: Program,
  edited: readonly Edited[],
  migrations: readonly Migration[],
  emitted: Emitted,
  { id, seq: sequence, screen }: PatchIdentity,
): Mapping {
  const { mapping } = program
  const modules: Record<string, ModuleMapping> = { ...mapping.modules }
  const changed: Record<string, PatchedModule> = {}
  for (const { pair, topLevel } of edited) {
    const fresh = (emitted.cells.get(pair.path) ?? []).map(cell => ({ ...cell, addedBy: id }))
    const extensions = Object.fromEntries([...topLevel.extensions].map(([name, extension]) => [name, extension.key]))
    modules[pair.path] = {
      ...pair.mapping,
      ...withFresh(pair, fresh),
      extensions: { ...pair.mapping.extensions, ...extensions },
    }
    const ids = pair.next.functions.map(fn => pair.ids.get(fn) as number)
    changed[pair.path] = { code: pair.source.code, ids, set: emitted.set.get(pair.path) ?? [] }
  }
  for (const path of emitted.modules) modules[path] = addedMapping(program, path, id, emitted)
  const ran = migrations.length === 0 ? {} : { migrations: migrations.map(({ key }) => key) }
  return {
    ...mapping,
    modules,
    patches: [...mapping.patches, { id, sequence, modules: changed, ...ran, ...(screen && { screen }) }],
  }
}

function withFresh(pair: Pair, fresh: readonly CellMapping[]): Pick<ModuleMapping, 'functions' | 'cells'> {
  const known = new Set(pair.mapping.functions.map(({ id }) => id))
  const functions: FunctionMapping[] = pair.next.functions
    .filter(fn => !known.has(pair.ids.get(fn) as number))
    .map(fn => ({ id: pair.ids.get(fn) as number, key: keyOf(pair.next, fn) }))
  return { functions: [...pair.mapping.functions, ...functions], cells: [...pair.mapping.cells, ...fresh] }
}

function addedMapping(program: Program, path: string, id: string, { recordOf }: Emitted): ModuleMapping {
  const { code, format, resolutions } = program.input.modules[path] as NewModule
  const { table, functions, cells, privates } = recordOf(path)
  const fingerprint = program.input.fingerprint(code)
  return {
    id: program.input.moduleId(path),
    format,
    fingerprint,
    code,
    resolutions,
    // a CommonJS module is evaluated when it is first required
    eager: format !== 'commonjs',
    table,
    functions,
    cells,
    privates,
    addedBy: id,
  }
}
