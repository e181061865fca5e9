import * as t from '@babel/types'
import type { ModuleRecord } from '../api.js'
import type { Binding, Fn, Module } from './model.js'

/** So many functions of its own that others may hold make a function a factory: one more costs little then. */
const FACTORY = 4

/**
 * Functions of a factory are handed a reader of all that they could mention of it: those that are alive reach what a fix asks for. A
 * component makes its functions again and again, and needs none.
 */
export function addReaders(record: ModuleRecord, module: Module): ModuleRecord {
  const handed = argumentsOf(module)
  const readers = new Map(
    module.functions.filter(fn => isFactory(fn, handed)).map(fn => [fn, new Set(readerNames(fn))]),
  )
  const cells = record.cells.map(cell => {
    const fn = module.functions[cell.function] as Fn
    const names = fn.parent === null || !isKept(fn, handed) ? undefined : readers.get(fn.parent)
    const gains = names !== undefined && [...names].some(name => !fn.captured.includes(name))
    return gains ? { ...cell, layout: { ...cell.layout, reader: fn.parent?.id as number } } : cell
  })
  return { ...record, cells }
}

/** What a factory's reader answers for, by position: what some function in it captures, so that it is on the heap, and the functions themselves. */
export function readerNames(fn: Fn): Binding[] {
  const captured = new Set<Binding>()
  for (const each of descendants(fn)) for (const binding of each.captured) captured.add(binding)
  const visible = [...new Set([...fn.bodyScope.bindings.values(), ...fn.scope.bindings.values()])].filter(
    ({ name, kind, owner, scope }, _, all) =>
      owner === fn &&
      kind !== 'arguments' &&
      (scope === fn.bodyScope || !all.some(other => other.scope === fn.bodyScope && other.name === name)),
  )
  return visible
    .filter(binding => captured.has(binding) || binding.kind === 'function')
    .sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0))
}

function descendants(fn: Fn): Fn[] {
  return fn.children.flatMap(child => [child, ...descendants(child)])
}

function isFactory(fn: Fn, handed: ReadonlySet<t.Node>): boolean {
  const { node, layout, kind } = fn
  if (layout === undefined || fn.evalWithin || kind === 'derived-constructor' || !('body' in node)) return false
  if (!t.isBlockStatement(node.body as t.Node) || fn.children.filter(child => isKept(child, handed)).length < FACTORY)
    return false
  return !rendersOrHooks(node)
}

/** Not just handed to a call, which most often is done with it soon. */
function isKept({ node, kind, layout, scope, parent }: Fn, handed: ReadonlySet<t.Node>): boolean {
  const isOwn = kind === 'function' || kind === 'arrow' || kind === 'method' || kind === 'getter' || kind === 'setter'
  // made in the parameters, it doesn't see the body
  const inParams = scope.parent === parent?.scope && parent?.scope !== parent?.bodyScope
  return isOwn && layout !== undefined && !inParams && !handed.has(node)
}

function argumentsOf(module: Module): ReadonlySet<t.Node> {
  const found = new Set<t.Node>()
  t.traverseFast(module.program, node => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression')
      for (const each of [node.callee, ...node.arguments]) found.add(each)
  })
  return found
}

function rendersOrHooks(node: t.Node): boolean {
  let found = false
  t.traverseFast(node, each => {
    if (each.type !== 'CallExpression') return
    const { callee } = each
    const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee
    const name = last?.type === 'MemberExpression' && !last.computed ? last.property : last
    if (name?.type === 'Identifier' && /^(use[A-Z]\w*|_?jsxs?|_?jsxDEV|createElement|h)$/.test(name.name)) found = true
  })
  return found
}
