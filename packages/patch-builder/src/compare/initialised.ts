import * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { usesOf } from '../verify/property-uses.js'
import type { FunctionChange } from './functions.js'
import { Kept, type Side } from './kept-arguments.js'
import { changedOrNew } from './new-functions.js'
import { isData } from './pure.js'
import { renamedSettings } from './renamed-settings.js'
import { changesOf, settingsOf } from './settings.js'

/** `this.sent = 0`: a property that a constructor begins to set, and that older instances can be given. */
export interface Initialised {
  /** Of the class or constructor function, at the module's top level. */
  readonly name: string
  readonly key: string
  /** `this` in it is the instance; undefined: the new constructor doesn't set it, or all have it. */
  readonly value: t.Expression | undefined
  /** What the release's constructor sets: instances that patches made get it after a revert. */
  readonly released?: t.Expression | undefined
  /** It goes on under another name: those of the release, and of patches since. */
  readonly from?: readonly string[]
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
    const renamed = renamedSettings(fn, pair)
    const kept = new Kept({ fn, module: pair.next }, { fn: twin, module: pair.old }, pair)
    return settingsOf(fn).flatMap(({ key, value }): Initialised[] => {
      if (!isNew(key)) return []
      const from = renamed.names.get(key)
      if (from !== undefined) return [{ name, key, value, from }]
      if (renamed.isLost) return []
      if (isTrueOfAll(key, value, { fn, module: pair.next })) return [{ name, key, value }]
      const said = changesOf(key, pair.next).size === 0 ? kept.say(value) : undefined
      return said === undefined ? [] : [{ name, key, value: said }]
    })
  })
}

/** Names of properties that code reads which changed or is new. */
export function askedFor(
  edited: readonly { readonly pair: Pair; readonly changes: readonly FunctionChange[] }[],
): Set<string> {
  const read = edited.flatMap(edit => changedOrNew(edit).flatMap(({ node }) => usesOf(node, edit.pair.next).read))
  return new Set(read.map(({ name }) => name))
}

/** The name of a class or of a constructor function, which nobody assigns: `class Cart`, `function Cart()`, `const Cart = function ()`. */
export function constructed(fn: Fn, module: Module): string | undefined {
  const isConstructor = fn.class === null || fn.kind === 'constructor' || fn.kind === 'derived-constructor'
  const isOfModule = fn.class === null ? fn.parent === null : fn.class.parent !== fn
  const id = isConstructor && isOfModule ? heldBy(fn.class?.node ?? fn.node, module) : undefined
  const binding = id && module.scope.bindings.get(id.name)
  if (binding === undefined || binding.node !== id || !isModuleLevel(binding) || binding.assigned) return undefined
  return fn.class !== null || hasPrototype(binding.name, module) ? binding.name : undefined
}

/** The name of a declaration, or that of the variable that is declared with it. */
function heldBy(node: t.Node, module: Module): t.Identifier | undefined {
  if (t.isFunctionDeclaration(node) || t.isClassDeclaration(node)) return node.id ?? undefined
  if (!t.isFunctionExpression(node) && !t.isClassExpression(node)) return undefined
  const up = parentsOf(module)
  let at: t.Node = node
  let parent = up.get(node)
  // `const Cart = exports.Cart = function () {}`
  while (t.isAssignmentExpression(parent, { operator: '=' }) && parent.right === at) {
    at = parent
    parent = up.get(parent)
  }
  return t.isVariableDeclarator(parent) && parent.init === at && t.isIdentifier(parent.id) ? parent.id : undefined
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

/**
 * What says that nothing has happened yet: true of an instance that is older, as far as the new code knows, if the constructor itself goes no further
 * with it. Any other value only if it stays what it is.
 */
export function isTrueOfAll(key: string, value: t.Expression, side: Side): boolean {
  const changes = changesOf(key, side.module)
  if (changes.size > 0 && isGoneOnWith(key, side)) return false
  return isNothing(value) ? !changes.has('less') : isData(value) && changes.size === 0
}

/** The constructor, or a method that it calls, has it in hand once more: `for (…) this.free.push(…)`. */
function isGoneOnWith(key: string, { fn, module }: Side): boolean {
  const times = [fn, ...calledOnThis(fn, module)].map(({ node }) => mentionsIn(node, key))
  return times.reduce((sum, each) => sum + each, 0) > 1
}

function mentionsIn(root: t.Node, key: string): number {
  let times = 0
  t.traverseFast(root, node => {
    if (node.type === 'MemberExpression' && !node.computed && t.isIdentifier(node.property, { name: key })) times++
  })
  return times
}

/** `this.reset()`: functions of the module by that name. */
export function calledOnThis({ node }: Fn, module: Module): Fn[] {
  const names = new Set<string>()
  t.traverseFast(node, each => {
    if (!t.isCallExpression(each) || !t.isMemberExpression(each.callee) || each.callee.computed) return
    const { object, property } = each.callee
    if ((t.isThisExpression(object) || t.isIdentifier(object)) && t.isIdentifier(property)) names.add(property.name)
  })
  return module.functions.filter(({ name }) => names.has(name.split('.').at(-1) as string))
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

/** Names of all properties that some code mentions. */
function propertiesIn(program: t.Program): string[] {
  const names: string[] = []
  t.traverseFast(program, node => {
    if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property)) names.push(node.property.name)
    if ('key' in node && t.isIdentifier(node.key as t.Node)) names.push((node.key as unknown as t.Identifier).name)
  })
  return names
}
