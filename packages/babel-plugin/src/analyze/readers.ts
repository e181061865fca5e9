import * as t from '@babel/types'
import type { ModuleRecord } from '../api.js'
import { isComponentLike } from './calls.js'
import type { Binding, Fn, Module } from './model.js'
import { oncePerModule } from './once-per-module.js'
import { contains } from './params.js'
import { type Uses, usesIn } from './uses.js'

/** So many functions of its own that others may hold make a function a factory: one more costs little then. */
const FACTORY = 4

/**
 * Functions of a factory are handed a reader of all that they could mention of it: those that are alive reach what a fix asks for. A
 * component makes its functions again and again, and needs none.
 */
export function addReaders(record: ModuleRecord, module: Module): ModuleRecord {
  const cells = record.cells.map(cell => {
    const factory = factoryOf(module.functions[cell.function] as Fn, module)
    return factory === undefined ? cell : { ...cell, layout: { ...cell.layout, reader: factory.id } }
  })
  return { ...record, cells }
}

/** The factory whose reader a function's guard hands over; undefined: it would reach nothing by it. */
export function factoryOf(fn: Fn, module: Module): Fn | undefined {
  return factoriesIn(module).get(fn)
}

const factoriesIn = oncePerModule((module): ReadonlyMap<Fn, Fn> => {
  const uses = usesIn(module)
  const found = new Map<Fn, Fn>()
  for (const factory of module.functions.filter(fn => isFactory(fn, uses))) {
    const names = readerNames(factory)
    for (const fn of factory.children)
      if (isKept(fn, uses) && names.some(name => !fn.captured.includes(name))) found.set(fn, factory)
  }
  return found
})

/** What a reader answers for, by position. */
export interface ReaderEntry {
  readonly binding: Binding
  readonly write: boolean
}

/**
 * What some function of a factory captures, so that it is on the heap, and the functions themselves. First what can be read at any time, then
 * what may not have a value yet.
 */
export function readerEntries(fn: Fn): ReaderEntry[] {
  const names = readerNames(fn)
  const early = names.filter(isEarly)
  const others = names.filter(each => !isEarly(each))
  const reads = (bindings: readonly Binding[]) => bindings.map(binding => ({ binding, write: false }))
  const assigned = names.filter(binding => binding.assigned).map(binding => ({ binding, write: true }))
  return [...reads(early), ...reads(others), ...assigned]
}

/** It is `undefined`, or has its value, from the first statement on. */
export function isEarly({ kind }: Binding): boolean {
  return kind === 'function' || kind === 'param' || kind === 'var'
}

/** The variables of a factory that its reader answers for. */
export function readerNames(fn: Fn): Binding[] {
  const captured = new Set<Binding>()
  for (const each of descendants(fn)) for (const binding of each.captured) captured.add(binding)
  const inBody = (name: string) => fn.bodyScope.bindings.get(name)?.scope === fn.bodyScope
  return [...new Set([...fn.bodyScope.bindings.values(), ...fn.scope.bindings.values()])]
    .filter(
      ({ owner, kind, scope, name }) =>
        owner === fn && kind !== 'arguments' && (scope === fn.bodyScope || !inBody(name)),
    )
    .filter(binding => captured.has(binding) || binding.kind === 'function')
    .sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0))
}

function descendants(fn: Fn): Fn[] {
  return fn.children.flatMap(child => [child, ...descendants(child)])
}

function isFactory(fn: Fn, uses: Uses): boolean {
  const { node, layout, kind, children } = fn
  if (layout === undefined || fn.evalWithin || kind === 'derived-constructor' || !('body' in node)) return false
  if (!t.isBlockStatement(node.body as t.Node)) return false
  const makes = children.filter(child => isKept(child, uses) && isHandedOut(child, uses))
  return (makes.length >= FACTORY && !isComponentLike(node)) || answersTemplate(fn)
}

/** Vue's `setup` in production: it is called again for what lives when it makes something else, and takes what is there. */
function answersTemplate({ name, children }: Fn): boolean {
  const params = (child: Fn) => ('params' in child.node ? child.node.params : [])
  const isTemplate = (child: Fn) =>
    t.isIdentifier(params(child)[0], { name: '_ctx' }) && t.isIdentifier(params(child)[1], { name: '_cache' })
  return name === 'setup' && children.some(isTemplate)
}

/** Not just handed to a call, which most often is done with it soon. */
function isKept({ node, kind, layout, parent }: Fn, { callees, arguments: handed }: Uses): boolean {
  const isOwn = kind === 'function' || kind === 'arrow' || kind === 'method' || kind === 'getter' || kind === 'setter'
  // made in the parameters, it doesn't see the body
  const params = parent !== null && 'params' in parent.node ? (parent.node.params as readonly t.Node[]) : []
  const inParams = params.some(param => contains(param, node))
  return isOwn && layout !== undefined && !inParams && !callees.has(node) && !handed.has(node)
}

/** A function with helpers that it only calls is no factory: it may be called often. */
function isHandedOut({ node, hoisted }: Fn, { callees, names, bindings }: Uses): boolean {
  const name = hoisted && 'id' in node ? node.id : names.get(node)
  if (!name) return true
  return bindings.get(name)?.references.some(use => use.node !== name && !callees.has(use.node)) ?? false
}
