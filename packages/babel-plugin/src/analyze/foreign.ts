import * as t from '@babel/types'
import type { Binding, Module } from './model.js'

const indexes = new WeakMap<Module, ReadonlySet<string>>()
/** `util.inherits(Cart, Base)`, `Object.setPrototypeOf(Cart.prototype, Base.prototype)` */
const INHERITS = /inherits?$|^setPrototypeOf$|^extend$/i

/** What another module or the host has: `Base`, `events.EventEmitter`. */
export function isForeign(node: t.Node, module: Module): boolean {
  if (t.isMemberExpression(node)) return isForeign(node.object, module)
  if (isRequire(node)) return true
  const reference = module.references.get(node)
  if (reference === undefined) return false
  const { binding } = reference
  return binding === undefined || binding.kind === 'import' || requiredIn(module).has(binding)
}

/** Names of what is made an heir of something foreign by a statement of the top level. */
export function heirsIn(module: Module): ReadonlySet<string> {
  let heirs = indexes.get(module)
  if (heirs === undefined) {
    heirs = new Set(module.program.body.flatMap(statement => heirOf(statement, module)))
    indexes.set(module, heirs)
  }
  return heirs
}

function heirOf(statement: t.Statement, module: Module): string[] {
  if (statement.type !== 'ExpressionStatement') return []
  const { expression } = statement
  if (expression.type === 'AssignmentExpression') {
    const { left, right } = expression
    const isBase = t.isMemberExpression(left) && /^(prototype|__proto__)$/.test(lastName(left))
    return isBase && mentionsForeign(right, module) ? [rootName(left)] : []
  }
  if (expression.type !== 'CallExpression' || !INHERITS.test(lastName(expression.callee))) return []
  const [heir, ...bases] = expression.arguments
  return heir !== undefined && bases.some(each => mentionsForeign(each, module)) ? [rootName(heir)] : []
}

/** `Object.create(Base.prototype)`, `new Base()`; `Object` itself is nobody's base. */
function mentionsForeign(code: t.Node, module: Module): boolean {
  let found = false
  t.traverseFast(code, node => {
    if (!t.isFunction(node) && isForeign(node, module) && !t.isIdentifier(node, { name: 'Object' }))
      found ||= rootName(node) !== 'Object'
  })
  return found
}

const required = new WeakMap<Module, ReadonlySet<Binding>>()

/** Variables of the top level that have what a `require` gave. */
function requiredIn(module: Module): ReadonlySet<Binding> {
  let found = required.get(module)
  if (found === undefined) {
    const names = module.program.body.flatMap(statement =>
      statement.type !== 'VariableDeclaration'
        ? []
        : statement.declarations.flatMap(({ id, init }) =>
            gives(init) ? Object.keys(t.getBindingIdentifiers(id)) : [],
          ),
    )
    found = new Set(names.flatMap(name => module.scope.bindings.get(name) ?? []))
    required.set(module, found)
  }
  return found
}

/** `require("events").EventEmitter` */
function gives(init: t.Node | null | undefined): boolean {
  if (t.isMemberExpression(init)) return gives(init.object)
  return isRequire(init)
}

function isRequire(node: t.Node | null | undefined): boolean {
  return t.isCallExpression(node) && t.isIdentifier(node.callee, { name: 'require' })
}

function rootName(node: t.Node): string {
  if (t.isMemberExpression(node)) return rootName(node.object)
  return node.type === 'Identifier' ? node.name : ''
}

function lastName(node: t.Node): string {
  if (t.isMemberExpression(node)) return node.computed ? '' : lastName(node.property)
  return node.type === 'Identifier' ? node.name : ''
}
