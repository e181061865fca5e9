import * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { usesOf } from '../verify/property-uses.js'
import type { FunctionChange } from './functions.js'
import { Kept } from './kept-arguments.js'
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
      if (isTrueOfAll(key, value, pair.next)) return [{ name, key, value }]
      const said = changesOf(key, pair.next).size === 0 ? kept.say(value) : undefined
      return said === undefined ? [] : [{ name, key, value: said }]
    })
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
export function constructed(fn: Fn, module: Module): string | undefined {
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

/**
 * What says that nothing has happened yet: true of an instance that is older, as far as the new code knows. Any other value only if it stays
 * what it is.
 */
export function isTrueOfAll(key: string, value: t.Expression, module: Module): boolean {
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

/** Names of all properties that some code mentions. */
function propertiesIn(program: t.Program): string[] {
  const names: string[] = []
  t.traverseFast(program, node => {
    if (t.isMemberExpression(node) && !node.computed && t.isIdentifier(node.property)) names.push(node.property.name)
    if ('key' in node && t.isIdentifier(node.key as t.Node)) names.push((node.key as unknown as t.Identifier).name)
  })
  return names
}
