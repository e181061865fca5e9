import type * as t from '@babel/types'
import { type CellMapping, type FunctionMapping, IasoError } from '@iaso/protocol'
import type { Fn, Module } from '../analyze/model.js'
import { fnShapeOf } from '../analyze/shape.js'
import { bundledTable, privateSlots, scopeTable } from '../analyze/table.js'
import type { InstrumentOptions, ModuleRecord } from '../api.js'
import { digest } from '../digest.js'
import { Guards } from './guard.js'
import { declared, leave, marksOf } from './marks.js'
import { Names } from './names.js'
import { prologue, registerPrivates } from './prologue.js'
import { putReader } from './reader.js'

/** Reads the mapping's half of a module from its analysis; must run before the guards change the tree. */
export function recordOf(module: Module, provided: readonly string[] = [], bundled = false): ModuleRecord {
  const cells: CellMapping[] = []
  for (const fn of module.functions)
    if (fn.layout !== undefined)
      cells.push({ cell: fn.id, function: fn.id, layout: fn.layout, inline: digest(fnShapeOf(fn, module)) })
  return {
    table: bundled ? bundledTable(module) : scopeTable(module, provided),
    functions: module.functions.map(fn => functionOf(fn, module)),
    cells,
    privates: privateSlots(module),
    imports: importSources(module.program),
  }
}

function functionOf({ id, key, skipped }: Fn, { path }: Module): FunctionMapping {
  return { id, key: `${path}#${key}`, ...(skipped !== undefined && { skipped }) }
}

/** Puts the guards in, in place. */
export function instrumentModule(module: Module, record: ModuleRecord, options: InstrumentOptions): void {
  assertPlain(module, options)
  const names = new Names(module)
  const local = names.unique('$r')
  const cells = record.functions.length
  const marks = marksOf(record, names)
  const readers = new Map(factoriesOf(record).map(id => [id, names.unique('$s')]))
  const guards = new Guards(options.id, names, undefined, earlyIn(module, options), readers)
  for (const cell of record.cells) {
    const fn = module.functions[cell.function]
    if (fn !== undefined) guards.put(fn, cell, leave(marks.get(fn.id)))
  }
  for (const [id, name] of readers) putReader(module.functions[id] as Fn, name)
  registerPrivates(module, local)
  const { define, register } = prologue(options.format, {
    moduleId: options.id,
    fingerprint: options.fingerprint,
    cells,
    registrar: options.registrar?.(cells),
    define: options.define,
    runtime: options.runtime ?? runtimeFor(options),
    local,
    localDefine: names.unique('$d'),
    bundled: options.bundled ?? false,
    table: record.table,
    marks: [...marks.values()],
    requireHidden: module.scope.bindings.has('require'),
  })
  if (module.factory === undefined) define.push(register)
  else module.factory.close([register])
  module.program.body.unshift(...declared([...marks.values()]), ...define)
}

function factoriesOf({ cells }: ModuleRecord): number[] {
  return [...new Set(cells.flatMap(({ layout: { reader } }) => reader ?? []))]
}

function runtimeFor({ format, bundled }: InstrumentOptions): string {
  return format === 'commonjs' && !bundled ? '@iaso/runtime/commonjs' : '@iaso/runtime'
}

/** Others can call into a module before its first statement ran, which makes the cells, if both import each other. */
function earlyIn({ program, format }: Module, { registrar }: Partial<InstrumentOptions>): (fn: Fn) => boolean {
  const has = (type: string) => program.body.some(statement => statement.type.startsWith(type))
  const mayBeInCycle = format === 'module' && importSources(program).length > 0 && has('Export')
  return registrar === undefined && mayBeInCycle ? runsEarly : () => false
}

/** A function declaration of the module's top level, or one within. */
function runsEarly(fn: Fn): boolean {
  let outermost = fn
  while (outermost.parent !== null) outermost = outermost.parent
  return outermost.hoisted
}

/** A guard put around a guard would dispatch twice, and the second build's ids would mean nothing. */
function assertPlain(module: Module, { id, path }: InstrumentOptions): void {
  for (const name of module.names) if (name.startsWith(`$${id}`)) throw new IasoError('IASO1105', { file: path })
}

export function importSources(program: t.Program): string[] {
  const sources: string[] = []
  for (const statement of program.body)
    if ('source' in statement && statement.source && !sources.includes(statement.source.value))
      sources.push(statement.source.value)
  return sources
}
