import * as t from '@babel/types'
import { childrenOf } from './own.js'

/**
 * Whether every way through the function that a UMD file begins with calls the factory at most once, or hands it to `define`, which does:
 *
 * `if (typeof define === 'function') define(factory); else if (typeof exports === 'object') module.exports = factory(); else root.X = factory()`
 */
export function isCalledOnce(dispatcher: t.Function, name: string): boolean {
  return timesCalled(dispatcher.body, name) === 1
}

/** `module.exports = factory()`, also on the way to other names. */
export function exportsAnswer(dispatcher: t.Function, name: string): boolean {
  let found = false
  t.traverseFast(dispatcher.body, node => {
    if (node.type !== 'AssignmentExpression' || !isModuleExports(node.left)) return
    let value = node.right
    while (value.type === 'AssignmentExpression') value = value.right
    if (value.type === 'CallExpression' && t.isIdentifier(value.callee, { name })) found = true
  })
  return found
}

export function isModuleExports(node: t.Node | null | undefined): boolean {
  return (
    t.isMemberExpression(node, { computed: false }) &&
    t.isIdentifier(node.object, { name: 'module' }) &&
    t.isIdentifier(node.property, { name: 'exports' })
  )
}

/** In one run, at most; infinite: nobody can say. */
function timesCalled(node: t.Node | null | undefined, name: string): number {
  if (node === null || node === undefined) return 0
  const times = (each: t.Node | null | undefined) => timesCalled(each, name)
  switch (node.type) {
    case 'Identifier':
      // neither called nor handed to `define`
      return node.name === name ? Number.POSITIVE_INFINITY : 0
    case 'IfStatement':
    case 'ConditionalExpression':
      return times(node.test) + Math.max(times(node.consequent), times(node.alternate))
    case 'BlockStatement':
      return inTurn(node.body, name)
    case 'MemberExpression':
      return times(node.object) + (node.computed ? times(node.property) : 0)
    case 'ObjectProperty':
      return (node.computed ? times(node.key) : 0) + times(node.value)
    case 'CallExpression':
      return (
        sum(node.arguments.map(each => (isDefine(node) ? timesDefined(each, name) : times(each)))) + called(node, name)
      )
    default:
      return LOOPS.has(node.type) || t.isFunction(node) || t.isClass(node)
        ? sum(childrenOf(node).map(times)) && Number.POSITIVE_INFINITY
        : sum(childrenOf(node).map(times))
  }
}

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'])

/** `if (…) return define(factory)` leaves out what stands behind. */
function inTurn(statements: readonly t.Statement[], name: string): number {
  const [first, ...rest] = statements
  if (first === undefined) return 0
  if (first.type !== 'IfStatement' || first.alternate || !leaves(first.consequent))
    return timesCalled(first, name) + inTurn(rest, name)
  return timesCalled(first.test, name) + Math.max(timesCalled(first.consequent, name), inTurn(rest, name))
}

function leaves(statement: t.Statement): boolean {
  if (statement.type === 'BlockStatement') return statement.body.some(each => each.type === 'ReturnStatement')
  return statement.type === 'ReturnStatement'
}

/** `factory(…)`, `factory.call(…)` */
function called({ callee }: t.CallExpression, name: string): number {
  if (t.isIdentifier(callee, { name })) return 1
  const isBound =
    t.isMemberExpression(callee, { computed: false }) &&
    t.isIdentifier(callee.object, { name }) &&
    t.isIdentifier(callee.property) &&
    /^(?:call|apply)$/.test(callee.property.name)
  return isBound ? 1 : timesCalled(callee, name)
}

/** `define(['a'], factory)`, `define(['a'], function (a) { return factory(a) })` */
function timesDefined(node: t.Node, name: string): number {
  if (t.isIdentifier(node, { name })) return 1
  return t.isFunction(node) ? timesCalled(node.body, name) : timesCalled(node, name)
}

function isDefine({ callee }: t.CallExpression): boolean {
  return t.isIdentifier(callee, { name: 'define' })
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, each) => all + each, 0)
}
