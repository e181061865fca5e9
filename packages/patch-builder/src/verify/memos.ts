import * as t from '@babel/types'
import { type Fn, generate, type KeptResult, keptResults, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { calledBy } from './called.js'
import { withCallers } from './made-at-start.js'
import { isGoneWithCall } from './made-now.js'
import { functionNamed } from './names.js'
import { makerOfReceiver, unlessRan } from './unless.js'

/**
 * `pattern ??= build()`, where `build` changed, or what is asked of it: whoever asks is given what the old code made. What the new source
 * keeps no more is made anew.
 */
export function keepsMemos(edited: readonly Edited[], program: Program, findings: Findings): void {
  const byPath = new Map(edited.map(edit => [edit.pair.path, edit]))
  const importers = edited.flatMap(({ pair }) => program.importers(pair.path)).filter(path => program.isReleased(path))
  for (const path of new Set([...byPath.keys(), ...importers])) {
    const pair = program.pair(path)
    const still = keptResults(pair.next)
    for (const kept of keptResults(pair.old)) {
      const twins = still.filter(each => textOf(each.store) === textOf(kept.store))
      if (twins.length === 0 || isSetOtherwise(kept, pair.old) || isOfCall(kept, pair)) continue
      const makers = makersOf(kept, pair.old).map(({ fn, module }) => changed(fn, byPath.get(module.path)))
      const user = changed(kept.user, byPath.get(path), changesOf)
      const isSame = (each: KeptResult) => isTheSame(each, kept, pair, byPath.get(path))
      const found = makers.find(each => each !== undefined) ?? (twins.some(isSame) ? undefined : user)
      if (found === undefined) continue
      const { fn, edit } = found
      const args = { function: fn.key, name: textOf(kept.store) }
      const key = keyOf(edit.pair.next, fn)
      findings.add('changed', key, 'IASO3006', fn.node, args, unlessKept(kept, pair, program))
    }
  }
}

/** What became of a function of the release, where it changed, or calls what did. */
function changed(
  { id }: Fn,
  edit: Edited | undefined,
  of = others,
): { readonly fn: Fn; readonly edit: Edited } | undefined {
  const fn = edit && [...of(edit)].find(each => edit.pair.ids.get(each) === id)
  return fn && { fn, edit }
}

function changesOf({ changes }: Edited): ReadonlySet<Fn> {
  return new Set(changes.map(({ fn }) => fn))
}

const known = new WeakMap<Edited, ReadonlySet<Fn>>()

function others(edit: Edited): ReadonlySet<Fn> {
  const found = known.get(edit) ?? withCallers(changesOf(edit), edit.pair.next)
  known.set(edit, found)
  return found
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

/** The same is asked for, of names that mean the same. */
function isTheSame(now: KeptResult, before: KeptResult, { old, next }: Pair, edit: Edited | undefined): boolean {
  const shape = (node: t.Node, module: Module) => shapeOf(node, module, () => '')
  if (shape(now.value, next) !== shape(before.value, old)) return false
  let isMoved = false
  t.traverseFast(now.value, node => {
    const binding = next.references.get(node)?.binding
    if (binding?.owner === null && edit?.topLevel.extensions.has(binding.name)) isMoved = true
  })
  return !isMoved
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
