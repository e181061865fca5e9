import * as t from '@babel/types'
import type { Binding, Fn, Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { isTimeout, isTimer } from './callbacks.js'
import { callsWith } from './calls.js'

/**
 * `if (i + 1 < list.length) next(i + 1)`: a function that calls itself for the next of a list comes to an end. What asks a timer for itself
 * need not.
 */
export function advances(callee: t.Node, user: Fn | null, fn: Fn, module: Module): boolean {
  const call = parentsOf(module).get(callee)
  if (call?.type !== 'CallExpression' || call.callee !== callee) return false
  for (let at = user; at !== null && at !== fn; at = at.parent) {
    const handed = callsWith(module).get(at.node)
    if (handed !== undefined && isTimer(handed)) return false
  }
  const counter = call.arguments.map(argument => counterIn(argument, fn, module)).find(each => each !== undefined)
  return counter !== undefined && isLimited(call, counter, fn, module)
}

/** Names of who is told, once, that all is done. */
const DONE = /^_?(callback|cb|done|next|resolve|reject)$/

/**
 * `return callback(null)`, `callback(null); return`: what comes back to itself has a way out, which ends the operation. Timers may have one for
 * who takes them down.
 */
export function completes({ node, scope }: Fn, module: Module): boolean {
  let found = false
  let waits = false
  t.traverseFast(node, each => {
    if (each.type === 'CallExpression') waits ||= isTimeout(each)
    for (const call of lastCalls(each)) {
      if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier' || !DONE.test(call.callee.name)) continue
      const binding = module.references.get(call.callee)?.binding
      found ||= binding?.kind === 'param' && binding.scope !== scope
    }
  })
  return found && !waits
}

/** What stands right before the end of a function. */
function lastCalls(node: t.Node): t.Expression[] {
  if (node.type === 'ReturnStatement') return node.argument ? [node.argument] : []
  const statements = node.type === 'BlockStatement' ? node.body : []
  return statements.flatMap((each, at) => {
    const next = statements[at + 1]
    const isLast = next?.type === 'ReturnStatement' && !next.argument
    return each.type === 'ExpressionStatement' && isLast ? [each.expression] : []
  })
}

/** `while (true) { await …; handle() }`: a loop that counts nothing goes on as long as it likes. */
export function isInOpenLoop(node: t.Node, fn: Fn, module: Module): boolean {
  const parents = parentsOf(module)
  for (let at = parents.get(node); at !== undefined && at !== fn.node; at = parents.get(at)) {
    if (at.type === 'ForOfStatement' && at.await) return true
    if (at.type === 'WhileStatement' || at.type === 'DoWhileStatement' || at.type === 'ForStatement')
      if (!counts(at.test)) return true
  }
  return false
}

function counts(test: t.Node | null | undefined): boolean {
  let found = false
  if (test)
    t.traverseFast(test, node => {
      if (node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator)) found = true
    })
  return found
}

/** `i + 1`, of a parameter of the function itself. */
function counterIn(node: t.Node, fn: Fn, module: Module): Binding | undefined {
  if (node.type !== 'BinaryExpression' || !/^[+-]$/.test(node.operator)) return undefined
  const binding = module.references.get(node.left)?.binding
  return binding?.kind === 'param' && binding.owner === fn ? binding : undefined
}

function isLimited(call: t.Node, counter: Binding, fn: Fn, module: Module): boolean {
  const parents = parentsOf(module)
  for (let at: t.Node | undefined = call; at !== undefined && at !== fn.node; at = parents.get(at))
    if ((at.type === 'IfStatement' || at.type === 'ConditionalExpression') && compares(at.test, counter, module))
      return true
  return false
}

function compares(test: t.Node, counter: Binding, module: Module): boolean {
  let found = false
  t.traverseFast(test, node => {
    if (node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator)) found ||= mentions(node, counter, module)
  })
  return found
}

function mentions(node: t.Node, binding: Binding, module: Module): boolean {
  let found = false
  t.traverseFast(node, each => {
    if (module.references.get(each)?.binding === binding) found = true
  })
  return found
}
