import * as t from '@babel/types'
import { type Fn, generate, type KeptResult, keptResults, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Names } from '../compare/reads.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { calledBy } from './called.js'
import { functionsOf, withCallers } from './made-at-start.js'
import { isGoneWithCall } from './made-now.js'
import { functionNamed } from './names.js'
import { makerOfReceiver, unlessRan } from './unless.js'

/**
 * `pattern ??= build()`, where `build` changed, or what is asked of it, or what it is made of: whoever asks is given what the old code made. What
 * the new source keeps no more is made anew.
 *
 * @param touched by module, what code reads of what changes in place
 */
export function keepsMemos(
  edited: readonly Edited[],
  touched: Names['touched'],
  program: Program,
  findings: Findings,
): void {
  const changes = new Changes(edited, touched, program)
  const importers = edited.flatMap(({ pair }) => program.importers(pair.path)).filter(path => program.isReleased(path))
  for (const path of new Set([...edited.map(({ pair }) => pair.path), ...importers])) {
    const pair = program.pair(path)
    const still = keptResults(pair.next)
    const stores = still.map(({ store }) => textOf(store))
    for (const kept of keptResults(pair.old)) {
      const store = textOf(kept.store)
      const twins = still.filter((_, at) => stores[at] === store)
      if (twins.length === 0 || isSetOtherwise(kept, pair.old) || isOfCall(kept, pair)) continue
      const makers = makersOf(kept, pair.old).map(({ fn, module }) => changes.find(fn, module.path, true))
      const user = changes.find(kept.user, path, false)
      const isSame = (each: KeptResult) => changes.isTheSame(each, kept, pair)
      const found = makers.find(each => each !== undefined) ?? (twins.some(isSame) ? undefined : user)
      if (found === undefined) continue
      const { fn, module } = found
      const args = { function: fn.key, name: store }
      findings.add('changed', keyOf(module, fn), 'IASO3006', fn.node, args, unlessKept(kept, pair, program))
    }
  }
}

/** What is other code now, or reads what is another thing now. */
class Changes {
  private readonly edits: ReadonlyMap<string, Edited>
  private readonly callers = new Map<string, ReadonlySet<Fn>>()

  constructor(
    edited: readonly Edited[],
    private readonly touched: Names['touched'],
    private readonly program: Program,
  ) {
    this.edits = new Map(edited.map(edit => [edit.pair.path, edit]))
  }

  /** What became of a function of the release, if it is concerned, or, where that counts, calls what is. */
  find({ id }: Fn, path: string, withCalled: boolean): { readonly fn: Fn; readonly module: Module } | undefined {
    const own = this.concerned(path)
    if (own.size === 0 && !withCalled) return undefined
    const { next, ids } = this.program.pair(path)
    const all = withCalled ? this.withCallers(own, path) : own
    const fn = [...all].find(each => ids.get(each) === id)
    return fn && { fn, module: next }
  }

  private concerned(path: string): ReadonlySet<Fn> {
    const changed = this.edits.get(path)?.changes.map(({ fn }) => fn) ?? []
    return new Set([...changed, ...functionsOf(this.touched.get(path) ?? [])])
  }

  private withCallers(functions: ReadonlySet<Fn>, path: string): ReadonlySet<Fn> {
    const found = this.callers.get(path) ?? withCallers(functions, this.program.next(path))
    this.callers.set(path, found)
    return found
  }

  /** The same is asked for, of names that mean the same. */
  isTheSame(now: KeptResult, before: KeptResult, { path, old, next }: Pair): boolean {
    const shape = (node: t.Node, module: Module) => shapeOf(node, module, () => '')
    if (shape(now.value, next) !== shape(before.value, old)) return false
    const edit = this.edits.get(path)
    let isMoved = false
    t.traverseFast(now.value, node => {
      const reference = next.references.get(node)
      if (reference?.binding === undefined) return
      const { owner, name, imported } = reference.binding
      isMoved ||= this.touched.get(path)?.has(reference) === true
      isMoved ||= owner === null && edit?.topLevel.extensions.has(name) === true
      isMoved ||= imported !== undefined && edit?.reads.has(now.user) === true
    })
    return !isMoved
  }
}

/** The functions that gave the value. */
function makersOf(
  { value, user }: KeptResult,
  module: Module,
): readonly { readonly fn: Fn; readonly module: Module }[] {
  if (value.type !== 'CallExpression') return []
  const fn = functionNamed(value.callee, module)
  return fn === undefined ? calledBy(value.callee, module, user) : [{ fn, module }]
}

/** `this.ahead = undefined`: what comes and goes is no memo. */
function isSetOtherwise({ store }: KeptResult, module: Module): boolean {
  if (store.type !== 'MemberExpression' || store.object.type !== 'ThisExpression') return false
  const puts = new Set(keptResults(module).map(each => each.store))
  return module.functions.some(({ kind, node }) => {
    let isSet = false
    t.traverseFast(kind.endsWith('constructor') ? t.emptyStatement() : node, each => {
      if (!t.isAssignmentExpression(each) || puts.has(each.left)) return
      if (t.isNodesEquivalent(each.left, store)) isSet = true
    })
    return isSet
  })
}

/** A variable of a function whose closures are gone with its call. */
function isOfCall({ store, user }: KeptResult, pair: Pair): boolean {
  const owner = ownerOf(store, pair.old)
  const twin = pair.next.functions.find(fn => pair.ids.get(fn) === user.id)
  const around = owner && pair.next.functions.find(fn => pair.ids.get(fn) === owner.id)
  return !!twin && !!around && isGoneWithCall(twin, around, pair)
}

/** Nothing is kept where what keeps it has never run. */
function unlessKept({ store, user }: KeptResult, pair: Pair, program: Program): readonly string[] | undefined {
  const maker = rootOf(store).type === 'ThisExpression' ? makerOfReceiver(user, pair, program) : undefined
  return unlessRan(maker ?? ownerOf(store, pair.old) ?? user, pair, program)
}

function ownerOf(store: t.Node, module: Module): Fn | null {
  return module.references.get(rootOf(store))?.binding?.owner ?? null
}

function rootOf(store: t.Node): t.Node {
  return store.type === 'MemberExpression' ? rootOf(store.object) : store
}

function textOf(store: t.Node): string {
  return generate(store, { comments: false, concise: true }).code
}
