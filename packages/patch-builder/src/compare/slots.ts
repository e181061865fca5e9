import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'

/** A property that a statement of the top level sets: `exports.total = …`, `Cart.prototype.add = …`. */
export interface Slot {
  /** As a person reads it; the same in the release and in the new source. */
  readonly path: string
  readonly object: t.Expression
  readonly key: t.Expression
  readonly value: t.Expression | t.ObjectMethod
  /** `Object.defineProperty`: the value is a descriptor. */
  readonly defined: boolean
  readonly node: t.Node
  readonly shape: string
}

type ShapeOf = (node: t.Node) => string

/** The properties that a statement sets, and nothing else; undefined: it does something else as well. */
export function slotsOf(statement: t.Statement, module: Module, shapeOf: ShapeOf): Slot[] | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined
  const { expression } = statement
  if (expression.type === 'AssignmentExpression') return assigned(expression, module, shapeOf)
  if (expression.type !== 'CallExpression') return undefined
  const [object, ...args] = expression.arguments as t.Expression[]
  if (object === undefined || pathOf(object, module) === undefined) return undefined
  const isObjects = isObjectMethod(expression.callee, module)
  if (!isObjects && !isAssign(expression.callee, module)) return undefined
  const name = isObjects ? ((expression.callee as t.MemberExpression).property as t.Identifier).name : 'assign'
  if (name === 'assign')
    return args.length === 1 ? gathered(object, args[0] as t.Expression, module, shapeOf) : undefined
  const [key, descriptor] = args
  if (name !== 'defineProperty' || key === undefined || descriptor?.type !== 'ObjectExpression') return undefined
  return whole([slotOf(object, key, descriptor, expression, module, shapeOf, true)])
}

/** `exports.a = exports.b = value` */
function assigned(expression: t.AssignmentExpression, module: Module, shapeOf: ShapeOf): Slot[] | undefined {
  const { left, right, operator } = expression
  if (operator !== '=' || left.type !== 'MemberExpression' || left.property.type === 'PrivateName') return undefined
  if (left.object.type === 'Super') return undefined
  const key = left.computed ? left.property : nameOf(left.property as t.Identifier)
  const inner = right.type === 'AssignmentExpression' ? assigned(right, module, shapeOf) : []
  const value = right.type === 'AssignmentExpression' ? (right.left as t.Expression) : right
  const own = slotOf(left.object, key, value, expression, module, shapeOf)
  return own === undefined || inner === undefined ? undefined : [...inner, own]
}

/** `Object.assign(Cart.prototype, { add() { … } })` */
function gathered(object: t.Expression, from: t.Expression, module: Module, shapeOf: ShapeOf): Slot[] | undefined {
  if (from.type !== 'ObjectExpression') return undefined
  return whole(
    from.properties.map(property => {
      if (property.type === 'SpreadElement' || (property.type === 'ObjectMethod' && property.kind !== 'method'))
        return undefined
      const key = property.computed ? (property.key as t.Expression) : nameOf(property.key as t.Identifier)
      const value = property.type === 'ObjectMethod' ? property : (property.value as t.Expression)
      return slotOf(object, key, value, property, module, shapeOf)
    }),
  )
}

function slotOf(
  object: t.Expression,
  key: t.Expression,
  value: Slot['value'],
  node: t.Node,
  module: Module,
  shapeOf: ShapeOf,
  defined = false,
): Slot | undefined {
  const path = isOwnObject(object, module) ? pathOf(object, module) : undefined
  const name = keyText(key, module)
  if (path === undefined || name === undefined || name === '.__proto__') return undefined
  return { path: `${path}${name}`, object, key, value, defined, node, shape: shapeOf(value) }
}

/** Not the host's: `document.title = 'Shop'` calls something, and whoever sets it again while the program runs would be overruled. */
function isOwnObject(object: t.Expression, module: Module): boolean {
  let root: t.Node = object
  let isPrototype = false
  while (root.type === 'MemberExpression') {
    isPrototype ||= !root.computed && (root.property as t.Identifier).name === 'prototype'
    root = root.object
  }
  if (root.type !== 'Identifier' || isPrototype || OWN.includes(root.name)) return true
  return module.references.get(root)?.binding !== undefined
}

/** Free names of objects that are the program's to set properties on. */
const OWN = ['exports', 'module', 'globalThis', 'global', 'window', 'self']

function whole(slots: readonly (Slot | undefined)[]): Slot[] | undefined {
  return slots.every(slot => slot !== undefined) ? [...slots] : undefined
}

/** `Object.assign`, `Object.defineProperty` */
export function isObjectMethod(callee: t.Node, module: Module): boolean {
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return false
  return callee.object.name === 'Object' && module.references.get(callee.object)?.binding === undefined
}

const ASSIGNS = /^(assign|extend|assignIn)$/
const UTILITIES = /^(lodash(-es)?|underscore)$/
const ASSIGN_ALONE =
  /^(lodash(-es)?[./](assign|extend|assignIn)(\.js)?|object-assign|object\.assign|extend|utils-merge)$/

/** `_.extend(a, b)`, `assign(a, b)` of a library: the same as `Object.assign`. */
export function isAssign(callee: t.Node, module: Module): boolean {
  const isMember = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier'
  const root = isMember ? callee.object : callee
  const binding = root.type === 'Identifier' ? module.references.get(root)?.binding : undefined
  if (binding === undefined || binding.owner !== null || binding.assigned) return false
  const { source, name } = binding.imported ?? requiredIn(binding.node, module) ?? { source: '', name: '' }
  if (isMember) return UTILITIES.test(source) && ASSIGNS.test((callee.property as t.Identifier).name)
  return ASSIGN_ALONE.test(source) || (UTILITIES.test(source) && ASSIGNS.test(name))
}

/** `const _ = require('lodash')`, `const { assign } = require('lodash')` */
function requiredIn(id: t.Node, { program }: Module): { source: string; name: string } | undefined {
  const all = program.body.flatMap(statement =>
    statement.type === 'VariableDeclaration' ? statement.declarations : [],
  )
  for (const { id: pattern, init } of all) {
    const [source] = t.isCallExpression(init) && t.isIdentifier(init.callee, { name: 'require' }) ? init.arguments : []
    if (!t.isStringLiteral(source)) continue
    if (pattern === id) return { source: source.value, name: '*' }
    for (const property of pattern.type === 'ObjectPattern' ? pattern.properties : [])
      if (property.type === 'ObjectProperty' && property.value === id && t.isIdentifier(property.key))
        return { source: source.value, name: property.key.name }
  }
  return undefined
}

/** `exports`, `Cart.prototype`: names that nobody assigns, and their properties. */
function pathOf(node: t.Node, module: Module): string | undefined {
  if (node.type === 'Identifier') {
    const binding = module.references.get(node)?.binding
    return binding === undefined || (binding.owner === null && !binding.assigned) ? node.name : undefined
  }
  if (node.type !== 'MemberExpression' || node.property.type === 'PrivateName') return undefined
  const object = pathOf(node.object, module)
  const key = keyText(node.computed ? node.property : nameOf(node.property as t.Identifier), module)
  return object === undefined || key === undefined ? undefined : `${object}${key}`
}

/** `.total`, `[Symbol.iterator]` */
function keyText(key: t.Expression, module: Module): string | undefined {
  if (key.type === 'StringLiteral') return `.${key.value}`
  if (key.type === 'NumericLiteral') return `.${key.value}`
  const path = symbolText(key, module) ?? pathOf(key, module)
  return path === undefined ? undefined : `[${path}]`
}

/** `Symbol.for("internals")`, which is the same everywhere. */
function symbolText(key: t.Expression, module: Module): string | undefined {
  if (key.type !== 'CallExpression' || !t.isMemberExpression(key.callee)) return undefined
  const { object, property } = key.callee
  const [name] = key.arguments
  const isFor = t.isIdentifier(object, { name: 'Symbol' }) && t.isIdentifier(property, { name: 'for' })
  const isHosts = isFor && module.references.get(object)?.binding === undefined
  return isHosts && t.isStringLiteral(name) ? `Symbol.for("${name.value}")` : undefined
}

/** A key as an expression. */
export function nameOf(key: t.Identifier | t.StringLiteral | t.NumericLiteral): t.Expression {
  return key.type === 'Identifier' ? { ...t.stringLiteral(key.name), loc: key.loc ?? null } : key
}

/** The name or literal by which a member is asked for. */
export function keyOfMember({ computed, property }: t.MemberExpression): string | undefined {
  if (!computed) return property.type === 'Identifier' ? property.name : undefined
  return property.type === 'StringLiteral' || property.type === 'NumericLiteral' ? String(property.value) : undefined
}
