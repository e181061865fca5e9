import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { digest, type Fn, type ModuleRecord, type Reference } from '@iaso/babel-plugin'
import { type CellMapping, cellName } from '@iaso/protocol'
import type { Direct } from '../compare/direct.js'
import type { Extension } from '../compare/extensions.js'
import type { FunctionChange } from '../compare/functions.js'
import type { Held } from '../compare/held.js'
import type { Initialised } from '../compare/initialised.js'
import { findLate, inSourceOrder } from '../compare/late.js'
import type { Left } from '../compare/renew.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Unset } from '../compare/unset.js'
import { nameOf, type Write } from '../compare/writes.js'
import { type Findings, keyOf } from '../findings.js'
import type { Migration } from '../migrate/migration.js'
import { postOrder } from '../order.js'
import type { Pair, Program } from '../program.js'
import { runsOldCode } from '../verify/added.js'
import { AddedModule } from './added-module.js'
import { CONTEXT, contextCall, keep, OWN } from './keep.js'
import { afterTopLevel } from './later.js'
import { emitMigrations } from './migrations.js'
import { PartEmitter } from './part.js'
import { Refusal } from './refusal.js'
import { Needed } from './scope.js'
import { emitStyles } from './styles.js'

export interface Emitted {
  readonly parts: readonly t.Expression[]
  /** Cells that the patch makes, by module. */
  readonly cells: ReadonlyMap<string, readonly CellMapping[]>
  /** Cells that the patch sets, by module. */
  readonly set: ReadonlyMap<string, readonly number[]>
  /** Paths of the modules that the release doesn't have. */
  readonly modules: readonly string[]
  /** What the mapping must know of such a module. */
  readonly recordOf: (path: string) => ModuleRecord
}

/** Changes of one module, ready to be emitted. */
export interface Edited {
  readonly pair: Pair
  readonly topLevel: TopLevel
  readonly changes: readonly FunctionChange[]
  /** Functions that travel for what they make: closures whose guards can run the new code. */
  readonly makers: readonly FunctionChange[]
  /** Closures that stay on the code that they have. */
  readonly left: readonly Left[]
  /** Operations that end in the code that they began with. */
  readonly held: Held
  /** Properties that constructors begin to set. */
  readonly initialised: readonly Initialised[]
  /** Properties that some version of a constructor doesn't set. */
  readonly unset: readonly Unset[]
  /** What names mean to a function, where that is not what they mean in the release. */
  readonly reads: ReadonlyMap<Fn, string>
  /** What code reads of what changes in place. */
  readonly touched: ReadonlySet<Reference>
}

/** Emits all parts, then what they turned out to need. Faults become findings; what was emitted is then of no use. */
export async function emit(
  program: Program,
  edited: readonly Edited[],
  directs: ReadonlyMap<string, readonly Direct[]>,
  migrations: readonly Migration[],
  findings: Findings,
): Promise<Emitted> {
  const { needed, ...emitted } = emitParts(program, edited, directs, migrations, findings)
  const dependencies = await bundleDependencies(program, needed)
  return { ...emitted, parts: [...dependencies, ...emitted.parts] }
}

/** All but dependencies that the release doesn't have. */
export function emitParts(
  program: Program,
  edited: readonly Edited[],
  directs: ReadonlyMap<string, readonly Direct[]>,
  migrations: readonly Migration[],
  findings: Findings,
): Emitted & { readonly needed: Needed } {
  const topLevels = new Map(edited.map(({ pair, topLevel }) => [pair.path, topLevel]))
  const inOrder = byImports(program, edited)
  const needed = new Needed(program, topLevels, directs, findLate(program, inOrder), findings)
  const cells = new Map<string, readonly CellMapping[]>()
  const set = new Map<string, readonly number[]>()
  const parts: t.Expression[] = []
  const [checks, later]: [t.Expression[], t.Expression[]] = [[], []]
  for (const edit of inOrder) {
    const emitter = new PartEmitter(edit, needed)
    const part = emitPart(edit, directs.get(edit.pair.path) ?? [], emitter, findings)
    cells.set(edit.pair.path, emitter.cells.fresh)
    set.set(edit.pair.path, emitter.cells.set)
    if (part !== undefined) parts.push(part)
    const { fingerprint } = edit.pair.mapping
    if (!emitter.checks.isEmpty) checks.push(emitter.checks.part(fingerprint))
    if (!emitter.later.isEmpty) later.push(emitter.later.part(fingerprint))
  }
  parts.unshift(...checks)
  parts.push(...later)
  parts.push(...emitStyles(program))
  parts.push(...emitMigrations(program, migrations, needed, findings))
  for (const { topLevel } of edited) for (const path of topLevel.brings) needed.modules.add(path)
  const modules = emitModules(program, needed, new Set(topLevels.keys()), findings)
  return {
    needed,
    parts: [...modules.expressions, ...parts],
    cells,
    set,
    modules: modules.paths,
    recordOf: path => needed.record(path),
  }
}

function emitPart(
  { pair, changes, makers, topLevel }: Edited,
  directs: readonly Direct[],
  emitter: PartEmitter,
  findings: Findings,
): t.Expression | undefined {
  // all that is asked for are constants, which travel with their readers
  if (pair.mapping.value && pair.lender === undefined) return undefined
  const edits = [...changes, ...makers].sort((a, b) => a.fn.id - b.fn.id)
  const direct = new Map(edits.map(({ fn, cells }) => [fn, directCells(directs, fn, cells)]))
  // before anything is emitted, as functions that are born under the patch ask for numbers too
  emitter.cells.reserve([...direct.values()].flat())
  const extensions =
    guarded(findings, `${pair.path}#${[...topLevel.extensions.keys()].join(', ')}`, null, pair.path, () =>
      emitter.extensions(),
    ) ?? []
  const installs =
    guarded(findings, `${pair.path}#${topLevel.classes.map(({ name }) => name).join(', ')}`, null, pair.path, () =>
      emitter.members.installs(),
    ) ?? []
  installs.push(...emitter.settings())
  for (const edit of edits)
    installs.push(
      ...(guarded(findings, keyOf(pair.next, edit.fn), edit.fn.node, edit.fn.key, () =>
        emitter.functions.putAnew(edit),
      ) ?? []),
    )
  for (const write of topLevel.writes) {
    if (emitter.patch.isLate(write)) continue
    const install = guarded(findings, `${pair.path}#${nameOf(write)}`, null, nameOf(write), () => emitter.write(write))
    if (install !== undefined) installs.push(install)
  }
  for (const made of inSourceOrder(lateOf(topLevel, emitter))) {
    const name = 'item' in made ? made.names.join(', ') : nameOf(made)
    guarded(findings, `${pair.path}#${name}`, null, name, () => emitter.addLater(made))
  }
  const properties: t.ObjectProperty[] = []
  // outer functions first: they make cells for those within
  for (const { fn, cells } of edits)
    guarded(findings, keyOf(pair.next, fn), fn.node, fn.key, () => {
      for (const cell of [...cells, ...(direct.get(fn) ?? []), ...emitter.cells.unset(fn)]) {
        emitter.cells.set.push(cell.cell)
        properties.push(
          t.objectProperty(t.identifier(cellName(pair.mapping.id, cell.cell)), emitter.functions.implement(fn, cell)),
        )
      }
    })
  for (const fn of emitter.staying)
    findings.add('changed', keyOf(pair.next, fn), 'IASO3010', fn.node, { function: fn.key })
  if (properties.length + extensions.length + installs.length === 0 && emitter.later.isEmpty) return undefined
  if (pair.mapping.value && installs.length === 0) return undefined
  // a client may have skipped the patches that made them
  if (emitter.cells.count > pair.released.size) emitter.head.unshift(defineCells(pair.mapping.id, emitter.cells.count))
  const link = emitter.link(properties, extensions, installs)
  const { id, fingerprint } = pair.lender?.mapping ?? pair.mapping
  const emitted = t.arrayExpression([t.stringLiteral(id), t.stringLiteral(fingerprint), link])
  const isPlain = installs.length === 0 && emitter.later.isEmpty && emitter.checks.isEmpty
  return isPlain ? emitted : afterTopLevel(emitted)
}

function lateOf({ extensions, writes }: TopLevel, { patch }: PartEmitter): (Extension | Write)[] {
  return [...new Set(extensions.values()), ...writes].filter(made => patch.isLate(made))
}

/** Cells that only code of the patch calls through, past the guard. */
function directCells(directs: readonly Direct[], fn: Fn, cells: readonly CellMapping[]): CellMapping[] {
  return directs.filter(direct => direct.fn === fn && !cells.includes(direct.cell)).map(({ cell }) => cell)
}

/**
 * `($c, $irrevocable) => ($c.keep("id", () => ($irrevocable(), evaluate($c))), {})`: a part that sets no cells, but brings what the release doesn't have.
 */
function bringing(id: string, evaluate: t.Expression): t.Expression {
  const [context, irrevocable] = [t.identifier(CONTEXT), t.identifier('$irrevocable')]
  const make = t.sequenceExpression([t.callExpression(irrevocable, []), t.callExpression(evaluate, [context])])
  const body = t.sequenceExpression([keep(id, make), t.objectExpression([])])
  return t.arrayExpression([
    t.identifier(OWN),
    t.stringLiteral(''),
    t.arrowFunctionExpression([context, irrevocable], body),
  ])
}

/** `$c.cells("id", 20)` */
function defineCells(id: string, count: number): t.Statement {
  return t.expressionStatement(contextCall('cells', t.stringLiteral(id), t.numericLiteral(count)))
}

/** What can't be emitted is refused, with its reason. */
function guarded<T>(
  findings: Findings,
  key: string,
  node: t.Node | null,
  name: string,
  emitOne: () => T,
): T | undefined {
  try {
    return emitOne()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    findings.add('changed', key, error.code, node, { function: name, ...error.args })
    return undefined
  }
}

/** A module's own imports come before it: what an extension is made of must be there. */
function byImports(program: Program, edited: readonly Edited[]): Edited[] {
  const byPath = new Map(edited.map(edit => [edit.pair.path, edit]))
  return postOrder([...byPath.keys()], path => Object.values(program.input.modules[path]?.resolutions ?? {})).flatMap(
    path => byPath.get(path) ?? [],
  )
}

/** Modules that the release doesn't have: those that parts asked for, and those that these import. */
function emitModules(
  program: Program,
  needed: Needed,
  edited: ReadonlySet<string>,
  findings: Findings,
): { expressions: t.Expression[]; paths: string[] } {
  for (const [path, module] of Object.entries(program.mapping.modules))
    if (module.addedBy !== undefined && program.input.modules[path]) needed.modules.add(path)
  const emitted = new Map<string, t.Expression>()
  // emitting one may ask for more
  for (const path of needed.modules) {
    for (const imported of Object.values(program.input.modules[path]?.resolutions ?? {}))
      if (program.input.modules[imported] !== undefined && !program.isReleased(imported)) needed.modules.add(imported)
    const expression = emitModule(program, path, needed, findings)
    const other = runsOldCode(program, path, edited)
    if (other !== undefined) findings.add('added', path, 'IASO3070', null, { path, other })
    if (expression !== undefined) emitted.set(path, expression)
  }
  const order = postOrder([...needed.modules], path =>
    Object.values(program.input.modules[path]?.resolutions ?? {}),
  ).filter(path => emitted.has(path))
  return {
    expressions: order.map(path => emitted.get(path) as t.Expression),
    paths: order.filter(path => !program.isReleased(path)),
  }
}

/** A module that an earlier patch brought comes again as it was then; what changed since is a part like any other. */
function emitModule(program: Program, path: string, needed: Needed, findings: Findings): t.Expression | undefined {
  const known = program.mapping.modules[path]
  const code = known?.code ?? (program.input.modules[path]?.code as string)
  const module = known === undefined ? program.next(path) : program.pair(path).old
  findings.edit('added', path)
  if (hasTopLevelAwait(module.program)) findings.add('added', path, 'IASO2113', null, { path })
  const emitter = new AddedModule(module, path, needed, known ?? needed.record(path), program.input.fingerprint(code))
  const evaluate = guarded(findings, path, null, path, () => emitter.evaluate())
  if (evaluate === undefined) return undefined
  return bringing(needed.idOf(path), evaluate)
}

function hasTopLevelAwait(program: t.Program): boolean {
  let found = false
  const visit = (node: t.Node): void => {
    if (t.isFunction(node) || t.isClassBody(node)) return
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) found = true
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
      if (Array.isArray(child)) for (const each of child) each && visit(each)
      else if (child) visit(child)
    }
  }
  visit(program)
  return found
}

/** All new dependencies in one bundle, evaluated once in a client's life. */
async function bundleDependencies(program: Program, needed: Needed): Promise<t.Expression[]> {
  if (needed.dependencies.size === 0) return []
  const requests = [...needed.dependencies.values()]
  const code = await program.input.bundle(requests)
  const key = `${program.mapping.app} dependencies ${digest(code)}`
  needed.dependencyKey.value = key
  return [bringing(key, t.arrowFunctionExpression([t.identifier(CONTEXT)], keep(key, parseExpression(code))))]
}
