import * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { usesOf } from '../verify/property-uses.js'
import type { FunctionChange } from './functions.js'
import { isData } from './pure.js'

/** `this.sent = 0`: a property that a constructor begins to set, to the same on every instance. */
export interface Initialised {
  /** Of the class or constructor function, at the module's top level. */
  readonly name: string
  readonly key: string
  readonly value: t.Expression
}

/** Instances that are alive can be given such properties, as they can be given a class's new fields. */
export function initialisedBy(
  changes: readonly FunctionChange[],
  pair: Pair,
  asked: ReadonlySet<string>,
): Initialised[] {
  if (!pair.mapping.eager) return []
  return changes.flatMap(({ fn }) => {
    const name = constructed(fn, pair.next)
    const twin = pair.released.get(pair.ids.get(fn) as number)
    if (name === undefined || twin === undefined) return []
    const known = new Set(propertiesIn(pair.old.program))
    const isNew = (key: string) => asked.has(key) && !known.has(key)
    return settings(fn).flatMap(({ key, value }) =>
      isNew(key) && isTrueOfAll(key, value, pair.next) ? [{ name, key, value }] : [],
    )
  })
}

/** Names of properties that changed code reads. */
export function askedFor(
  edited: readonly { readonly pair: Pair; readonly changes: readonly FunctionChange[] }[],
): Set<string> {
  const read = edited.flatMap(({ pair, changes }) => changes.flatMap(({ fn }) => usesOf(fn.node, pair.next).read))
  return new Set(read.map(({ name }) => name))
}

/** The name of a class or of a constructor function, which nobody assigns. */
function constructed(fn: Fn, module: Module): string | undefined {
  const id = fn.class === null ? (fn.parent === null && 'id' in fn.node ? fn.node.id : undefined) : fn.class.node.id
  const isConstructor = fn.class === null || fn.kind === 'constructor' || fn.kind === 'derived-constructor'
  const binding =
    id && isConstructor && fn.class?.parent !== fn ? module.scope.bindings.get((id as t.Identifier).name) : undefined
  if (binding === undefined || binding.node !== id || !isModuleLevel(binding) || binding.assigned) return undefined
  return fn.class !== null || hasPrototype(binding.name, module) ? binding.name : undefined
}

/** `Cart.prototype`, `new Cart()` */
function hasPrototype(name: string, module: Module): boolean {
  let found = false
  t.traverseFast(module.program, node => {
    const isNamed = (each: t.Node) =>
      t.isIdentifier(each, { name }) && module.references.get(each)?.binding?.owner === null
    if (node.type === 'NewExpression' && isNamed(node.callee)) found = true
    if (
      node.type === 'MemberExpression' &&
      t.isIdentifier(node.property, { name: 'prototype' }) &&
      isNamed(node.object)
    )
      found = true
  })
  return found
}

/** Statements of the constructor's own, each property set once. */
function settings({ node }: Fn): { key: string; value: t.Expression }[] {
  if (!('body' in node) || Array.isArray(node.body) || node.body.type !== 'BlockStatement') return []
  const found = node.body.body.flatMap(statement => {
    const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    if (set?.type !== 'AssignmentExpression' || set.operator !== '=' || set.left.type !== 'MemberExpression') return []
    const { object, property, computed } = set.left
    const isOwn = object.type === 'ThisExpression' && !computed && property.type === 'Identifier'
    return isOwn ? [{ key: (property as t.Identifier).name, value: set.right }] : []
  })
  return found.filter(({ key }) => found.filter(each => each.key === key).length === 1)
}

/**
 * What says that nothing has happened yet: true of an instance that is older, as far as the new code knows. Any other value only if it stays
 * what it is.
 */
function isTrueOfAll(key: string, value: t.Expression, module: Module): boolean {
  const changes = changesOf(key, module)
  return isNothing(value) ? !changes.has('less') : isData(value) && changes.size === 0
}

function isNothing(node: t.Expression): boolean {
  switch (node.type) {
    case 'NullLiteral':
      return true
    case 'BooleanLiteral':
    case 'NumericLiteral':
    case 'StringLiteral':
      return !node.value
    case 'UnaryExpression':
      return node.operator === 'void'
    case 'ArrayExpression':
      return node.elements.length === 0
    case 'ObjectExpression':
      return node.properties.length === 0
    case 'NewExpression':
      return t.isIdentifier(node.callee) && /^(Weak)?(Map|Set)$/.test(node.callee.name) && node.arguments.length === 0
    default:
      return t.isIdentifier(node, { name: 'undefined' })
  }
}

const TAKERS = /^(pop|shift|splice)$/

/** What code of the module does to a property beside setting it once: `less` takes away what older code may have put there. */
function changesOf(key: string, module: Module): Set<'other' | 'less'> {
  const found = new Set<'other' | 'less'>()
  let sets = 0
  const isIt = (node: t.Node) =>
    t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property, { name: key })
  t.traverseFast(module.program, node => {
    if (node.type === 'UpdateExpression' && isIt(node.argument)) found.add(node.operator === '--' ? 'less' : 'other')
    if (node.type === 'AssignmentExpression' && isIt(node.left)) {
      if (node.operator === '-=') found.add('less')
      else if (node.operator !== '=' || ++sets > 1) found.add('other')
    }
    if (node.type !== 'CallExpression' || !t.isMemberExpression(node.callee) || !isIt(node.callee.object)) return
    found.add(t.isIdentifier(node.callee.property) && TAKERS.test(node.callee.property.name) ? 'less' : 'other')
  })
  return found
}

/** Names of all properties that some code mentions. */
function propertiesIn(program: t.Program): string[] {
  const names: string[] = []
  t.traverseFast(program, node => {
    if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property)) names.push(node.property.name)
    if ('key' in node && t.isIdentifier(node.key as t.Node)) names.push((node.key as unknown as t.Identifier).name)
  })
  return names
}
