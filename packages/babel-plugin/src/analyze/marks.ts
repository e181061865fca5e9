import * as t from '@babel/types'
import type { ModuleRecord } from '../api.js'
import { isComponentLike } from './calls.js'
import { keptResults } from './kept-results.js'
import type { Binding, Fn, Module } from './model.js'
import { contains } from './params.js'
import { freePosition } from './table.js'
import { type Uses, usesIn } from './uses.js'

/** What arrays call while they are asked: nobody holds it afterwards. */
const AT_ONCE =
  /^(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort)$/

/** Scripts share their names, so a mark would be theirs all. */
export function addMarks(record: ModuleRecord, module: Module): ModuleRecord {
  let mark = 0
  const functions = record.functions.map(each => {
    const fn = module.functions[each.id] as Fn
    return module.format !== 'script' && leavesMark(fn, module) ? { ...each, mark: mark++ } : each
  })
  if (mark === 0) return record
  const marks = { name: '', kind: 'marks', get: freePosition(record.table) } as const
  return { ...record, functions, table: [...record.table, marks] }
}

/**
 * Functions that leave a mark when they run, as what they make may be alive afterwards: closures, an instance, a loop that waits, an answer that is kept for later calls. A patch
 * that such a thing doesn't fit asks for the mark before it takes effect. Components need none: what they made is made again.
 */
function leavesMark(fn: Fn, module: Module): boolean {
  const { node, layout, kind } = fn
  if (layout === undefined || fn.evalWithin || !('params' in node)) return false
  if (kind === 'constructor' || kind === 'derived-constructor' || isConstructorLike(fn)) return true
  if (maySuspendInLoop(fn) || keepsAnswer(fn, module)) return true
  const params: readonly t.Node[] = node.params
  if (isSetUpOnScreen(fn, params)) return false
  // made before the body, and the mark, is reached
  if (fn.children.some(child => params.some(param => contains(param, child.node)))) return false
  const uses = usesIn(module)
  return fn.children.some(child => mayOutlive(child, uses)) && !isComponentLike(node)
}

/** It may be waiting in the middle of a loop. */
function maySuspendInLoop({ async, generator, node }: Fn): boolean {
  if (!async && !generator) return false
  let found = false
  t.traverseFast(node, each => {
    found ||= t.isLoop(each)
  })
  return found
}

/** `made ??= make()`; what an instance keeps, its constructor's mark tells. */
function keepsAnswer(fn: Fn, module: Module): boolean {
  return keptResults(module).some(
    ({ user, store, value }) => user === fn && isCall(value) && !t.isThisExpression(rootOf(store)),
  )
}

function isCall({ type }: t.Node): boolean {
  return type === 'CallExpression' || type === 'NewExpression'
}

function rootOf(store: t.Node): t.Node {
  return store.type === 'MemberExpression' ? rootOf(store.object) : store
}

/** Vue's `setup`, Svelte's components: one that is on the screen has run, and an adapter knows what becomes of it. */
function isSetUpOnScreen({ name }: Fn, [first]: readonly t.Node[]): boolean {
  return name === 'setup' || t.isIdentifier(first, { name: '$$anchor' })
}

/** `function Cart() { this.items = [] }` */
function isConstructorLike({ kind, name, uses, hoisted }: Fn): boolean {
  return kind === 'function' && hoisted && uses.this && /^[A-Z]/.test(name)
}

function mayOutlive(child: Fn, { callees, arguments: handed, names, bindings }: Uses): boolean {
  const { node, class: klass, hoisted } = child
  if (klass !== null) return true
  if (callees.has(node)) return false
  const call = handed.get(node)
  if (call !== undefined) return !isAtOnce(call)
  const name = hoisted && 'id' in node ? node.id : names.get(node)
  if (!name) return true
  return isUsedBeyondCalls(bindings.get(name), callees)
}

function isUsedBeyondCalls(binding: Binding | undefined, callees: Uses['callees']): boolean {
  return binding?.references.some(({ node }) => node !== binding.node && !callees.has(node)) ?? false
}

function isAtOnce({ callee }: t.CallExpression | t.NewExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    t.isIdentifier(callee.property) &&
    AT_ONCE.test(callee.property.name)
  )
}
