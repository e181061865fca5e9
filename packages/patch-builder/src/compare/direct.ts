import { isDeepStrictEqual } from 'node:util'
import type * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import type { CellMapping, Layout } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { firstFree, type Pair, type Program } from '../program.js'
import { Meaning } from '../resolve/meaning.js'
import { unmetNeeds } from '../verify/needs.js'
import type { FunctionChange } from './functions.js'

/** A cell that no guard reads: calls within patches go there, and pass what the release's guard wouldn't. */
export interface Direct {
  readonly fn: Fn
  /** Name at the module's top level. */
  readonly name: string
  readonly cell: CellMapping
  /** Nobody needs the release's guard to pass more than it does. */
  readonly suffices: boolean
}

/** No code runs while such a cell is empty, so it is never the same as any. */
export const NO_CODE = ''

/**
 * Functions of the top level that take more parameters than the release's guard passes, and that are only ever called, by code that is in
 * the patch wherever a call passes more.
 */
export function findDirect(program: Program, edited: readonly Edited[]): Map<string, Direct[]> {
  const callers = new Callers(program, edited)
  return new Map(
    edited.map(({ pair, changes }) => [
      pair.path,
      inOrder(
        changes.flatMap(change => directOf(change, pair, callers)),
        pair,
      ),
    ]),
  )
}

function directOf({ fn, cells }: FunctionChange, pair: Pair, callers: Callers): Omit<Direct, 'cell'>[] {
  const binding =
    fn.parent === null && fn.class === null
      ? [...pair.next.scope.bindings.values()].find(({ node }) => declares(node, fn, pair.next))
      : undefined
  const released = cells.find(({ addedBy, inline }) => addedBy === undefined && inline !== NO_CODE)
  if (binding === undefined || !isModuleLevel(binding) || released === undefined || !('params' in fn.node)) return []
  // the functions of a script are all other scripts' too
  if (pair.source.format === 'script') return []
  const { params } = released.layout
  const known = cells.some(({ inline }) => inline === NO_CODE)
  const count = params.kind === 'positional' ? params.count + (params.spare ? 1 : 0) : 0
  const more =
    params.kind === 'positional' && !params.rest && (fn.node.params.length > count || gathersAfter(fn, params.count))
  if (
    (binding.assigned && binding.kind !== 'function') ||
    !(more || known) ||
    unmetNeeds(fn, { layout: layoutFor(fn) }, pair, '').length > 0
  )
    return []
  const suffices = callers.allDirect(pair.path, binding.name, count)
  return known || suffices ? [{ fn, name: binding.name, suffices }] : []
}

/** `(a)` → `(a, ...more)`: the guard hands on all that there was, and whether there was one more. */
function gathersAfter({ node }: Fn, count: number): boolean {
  const { params } = node as t.Function
  return params.at(-1)?.type === 'RestElement' && params.length === count + 1
}

/** `function f() {}`, `const f = () => {}` */
function declares(name: t.Node, fn: Fn, { program }: Module): boolean {
  if (fn.hoisted) return 'id' in fn.node && fn.node.id === name
  return program.body.some(statement => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    return (
      declaration?.type === 'VariableDeclaration' &&
      declaration.declarations.some(({ id, init }) => id === name && init === fn.node)
    )
  })
}

/** A cell that an earlier patch made for the same parameters goes on; else a fresh one. */
function inOrder(found: readonly Omit<Direct, 'cell'>[], { mapping, ids, cells }: Pair): Direct[] {
  let next = firstFree(mapping, ids.values())
  return found.map(({ fn, name, suffices }) => {
    const id = ids.get(fn) as number
    const layout = layoutFor(fn)
    const known = cells.get(id)?.find(cell => cell.inline === NO_CODE && isDeepStrictEqual(cell.layout, layout))
    return { fn, name, suffices, cell: known ?? { cell: next++, function: id, layout, inline: NO_CODE } }
  })
}

function layoutFor({ node }: Fn): Layout {
  const params = (node as t.Function).params
  const rest = params.at(-1)?.type === 'RestElement'
  return {
    this: false,
    newTarget: false,
    super: false,
    captures: [],
    privates: [],
    params: { kind: 'positional', count: params.length, rest },
  }
}

/** Who calls a function, and with what. */
class Callers {
  private readonly meaning: Meaning
  private readonly inPatch = new Map<string, Set<Fn>>()

  constructor(
    private readonly program: Program,
    edited: readonly Edited[],
  ) {
    this.meaning = new Meaning(program, 'new')
    for (const { pair, changes } of edited) {
      const fresh = pair.next.functions.filter(fn => !pair.released.has(pair.ids.get(fn) as number))
      this.inPatch.set(pair.path, new Set([...changes.map(({ fn }) => fn), ...fresh]))
    }
  }

  allDirect(path: string, name: string, count: number): boolean {
    const own = [...this.program.next(path).references.values()].filter(
      ({ binding }) =>
        binding !== undefined && isModuleLevel(binding) && binding.imported === undefined && binding.name === name,
    )
    const importers = this.importersOf(path)
    return (
      this.areDirect(path, own, count) &&
      ![path, ...importers].some(each => this.handsOut(each, path, name)) &&
      importers.every(importer => this.imports(importer, path, name, count))
    )
  }

  /** A module that none of the program imports: an entry, whose exports whoever started it may call. */
  private handsOut(entry: string, path: string, name: string): boolean {
    if (this.program.importers(entry).length > 0) return false
    return [...this.meaning.names(entry)].some(exported => {
      const origin = this.meaning.exported(entry, exported)
      return origin?.path === path && origin.name === name
    })
  }

  private imports(importer: string, path: string, name: string, count: number): boolean {
    const module = this.program.next(importer)
    const handsOn = module.program.body.some(
      statement =>
        'specifiers' in statement && statement.specifiers?.some(({ type }) => type === 'ExportNamespaceSpecifier'),
    )
    if (handsOn || this.importsLate(importer, path)) return false
    const uses = [...module.references.values()].filter(({ binding, member }) => {
      const imported = binding?.imported
      if (imported === undefined) return false
      const origin = this.meaning.imported(
        importer,
        imported.source,
        imported.name === '*' ? (member ?? '*') : imported.name,
      )
      return origin?.path === path && (origin.name === name || origin.name === '*')
    })
    // members of a namespace are found in another way
    return uses.every(({ binding }) => binding?.imported?.name !== '*') && this.areDirect(importer, uses, count)
  }

  private importsLate(importer: string, path: string): boolean {
    return this.program
      .next(importer)
      .places.some(
        ({ name }) =>
          name.startsWith('import("') &&
          this.program.resolve(importer, JSON.parse(name.slice('import('.length, -1)) as string) === path,
      )
  }

  private areDirect(path: string, references: readonly Reference[], count: number): boolean {
    const { calls } = this.program.next(path)
    return references.every(({ node, fn, exported, write }) => {
      if (exported || (write && fn === null)) return true
      const call = calls.get(node)
      if (call === undefined) return false
      const passesMore = call.arguments.length > count || call.arguments.some(({ type }) => type === 'SpreadElement')
      return !passesMore || (fn !== null && this.inPatch.get(path)?.has(fn) === true)
    })
  }

  /** Modules that import a module, directly or through others. */
  private importersOf(path: string): string[] {
    const found = new Set([path])
    for (const each of found)
      for (const importer of this.program.importers(each))
        if (each === path || this.reexports(each)) found.add(importer)
    found.delete(path)
    return [...found]
  }

  private reexports(path: string): boolean {
    return this.program
      .next(path)
      .program.body.some(
        statement =>
          statement.type === 'ExportAllDeclaration' ||
          (statement.type === 'ExportNamedDeclaration' && statement.specifiers.length > 0),
      )
  }
}
