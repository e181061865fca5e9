import * as t from '@babel/types'
import { type Binding, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { requiredByName, requireSource } from '../resolve/required.js'
import { aliasOf } from './aliases.js'
import { plainItemsOf } from './items.js'
import { isAssign, isObjectMethod, keyOfMember } from './slots.js'
import type { Spot, Wanted, Write } from './writes.js'

/** Something that a patch changes in place: below a name of a module's top level, or below `exports`. */
export interface WrittenPath {
  readonly root: string
  readonly keys: readonly string[]
  /** It wasn't there before, so only who reads all of an object has missed it. */
  readonly added: boolean
  /** A list: who holds it sees what changes in it. */
  readonly list: boolean
  /** Says what is put there. */
  readonly key: string
  /** Where the module's own code sets what wasn't there before: what stands above has run by then. */
  readonly from?: number
}

/** What changes in place in a module, also by the names under which it is exported. */
export function writtenPaths(writes: readonly Write[], module: Module): WrittenPath[] {
  const own = writes.flatMap((write): WrittenPath[] => {
    if (write.kind === 'order') return []
    const key = 'key' in write ? write.key : 'key' in write.after ? write.after.key : ''
    if (write.kind === 'variable') return [{ root: write.name, keys: [], added: false, list: false, key }]
    const path = pathOf(write.spot)
    const isProperty = write.kind === 'property' || (write.kind === 'derived' && write.leaf)
    const added = write.kind === 'property' && write.before.kind === 'absent'
    if (path === undefined) return []
    // whoever goes through a list reads what is in its elements
    const lists = path.keys.flatMap((own, at) =>
      /^\d+$/.test(own) ? [{ root: path.root, keys: path.keys.slice(0, at), added: false, list: true, key }] : [],
    )
    const from = added && path.root !== 'exports' ? placeOf(write.after) : undefined
    return [...lists, { ...path, added, list: !isProperty, key, ...(from !== undefined && { from }) }]
  })
  const exported = plainItemsOf(module).flatMap(({ slot }) => {
    if (slot === undefined || slot.value.type === 'ObjectMethod') return []
    const at = pathOf({ path: '', root: slot.object, keys: [slot.key] })
    return at?.root === 'exports' ? aliasesIn(slot.value, at.keys) : []
  })
  return [
    ...own,
    ...own.flatMap(path =>
      exported
        .filter(({ name }) => name === path.root)
        .map(({ keys }) => ({ ...ofAnyTime(path), root: 'exports', keys: [...keys, ...path.keys] })),
    ),
  ]
}

function ofAnyTime({ from, ...path }: WrittenPath): WrittenPath {
  return path
}

function placeOf(after: Wanted): number | undefined {
  const node = 'node' in after ? after.node : 'value' in after ? after.value : undefined
  return node?.start ?? undefined
}

/** `exports.a = b`, `module.exports = { a: b, c }` */
function aliasesIn(value: t.Expression, keys: readonly string[]): { name: string; keys: readonly string[] }[] {
  if (value.type === 'Identifier') return [{ name: value.name, keys }]
  if (value.type !== 'ObjectExpression') return []
  return value.properties.flatMap(property => {
    if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return []
    return aliasesIn(property.value as t.Expression, [...keys, property.key.name])
  })
}

function pathOf({ root, keys }: Spot): { root: string; keys: string[] } | undefined {
  const below = keys.map(key =>
    key.type === 'StringLiteral' || key.type === 'NumericLiteral' ? String(key.value) : '*',
  )
  if (typeof root === 'string') return { root, keys: below }
  const own: string[] = []
  let at: t.Expression | t.Super = root
  while (at.type === 'MemberExpression') {
    own.unshift(keyOfMember(at) ?? '*')
    at = at.object
  }
  if (at.type !== 'Identifier') return undefined
  const path = { root: at.name, keys: [...own, ...below] }
  return path.root === 'module' && path.keys[0] === 'exports' ? { root: 'exports', keys: path.keys.slice(1) } : path
}

/** Who knows what is written in the module that a reference leads to. */
export interface Writings {
  /** Below names of the module itself. */
  readonly own: readonly WrittenPath[]
  /** Below the exports of a module that this one requires. */
  required(source: string): readonly WrittenPath[]
  /** Below an imported name. */
  imported(reference: Reference): readonly WrittenPath[]
}

/** What is put into what names stand for, as text. */
export function writtenIn(references: readonly Reference[], module: Module, writings: Writings): string {
  const keys = references.flatMap(
    reference =>
      startOf(reference, module, writings, reference)?.paths.map(({ key, keys: at }) => `${at.join('.')}=${key}`) ?? [],
  )
  return [...new Set(keys)].sort().join()
}

/**
 * Code of the top level took over what changes now: a copy of a value, or of a whole object.
 *
 * @param picked of a pattern, only what is found by these keys
 */
export function isTouched(
  reference: Reference,
  module: Module,
  writings: Writings,
  picked?: readonly string[],
): boolean {
  const start = startOf(reference, module, writings, reference)
  if (start === undefined || start.paths.length === 0) return false
  const parents = parentsOf(module)
  let { node } = start
  const keys: string[] = []
  for (let parent = parents.get(node); parent !== undefined; parent = parents.get(node)) {
    if ((parent.type !== 'MemberExpression' && parent.type !== 'OptionalMemberExpression') || parent.object !== node)
      break
    keys.push(keyOfMember(parent as t.MemberExpression) ?? '*')
    node = parent
  }
  const use = parents.get(node)
  const found = use?.type === 'VariableDeclarator' && use.init === node ? keysIn(use.id) : undefined
  if (found !== undefined)
    return (picked === undefined ? found : [picked]).some(more =>
      start.paths.some(path => {
        const whole = [...keys, ...more]
        return startsWith(whole, path.keys) && !(path.list && whole.length === path.keys.length)
      }),
    )
  // what is assigned to isn't read
  if (use?.type === 'AssignmentExpression' && use.left === node) return false
  return start.paths.some(path => {
    if (path.list && keys.length === path.keys.length && startsWith(keys, path.keys))
      return takesAll(use, node, false, module)
    if (startsWith(keys, path.keys)) return !path.added || keys.length > path.keys.length || isRead(use)
    // what is deeper is one object with the copy's
    if (path.keys.length > keys.length + 1 && copiesOneLevel(use, module)) return false
    return startsWith(path.keys, keys) && takesAll(use, node, path.added, module)
  })
}

/** `{ a, b: { c } }` → `[['a'], ['b', 'c']]`; undefined: what it takes can't be told by keys. */
function keysIn(pattern: t.Node, keys: readonly string[] = []): (readonly string[])[] | undefined {
  if (pattern.type !== 'ObjectPattern') return keys.length > 0 && pattern.type === 'Identifier' ? [keys] : undefined
  const found: (readonly string[])[] = []
  for (const property of pattern.properties) {
    if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return undefined
    const below = keysIn(property.value, [...keys, property.key.name])
    if (below === undefined) return undefined
    found.push(...below)
  }
  return found
}

interface Start {
  readonly node: t.Node
  readonly paths: readonly WrittenPath[]
}

/** @param user stands where it is asked: what is set further down wasn't there when it ran */
function startOf(
  { node, binding }: Reference,
  module: Module,
  writings: Writings,
  user: Pick<Reference, 'fn' | 'node'>,
): Start | undefined {
  const name = node.name as string
  const isSet = ({ from }: WrittenPath) => from === undefined || user.fn !== null || (user.node.start ?? from) >= from
  const below = (keys: readonly string[], paths: readonly WrittenPath[]) =>
    paths
      .filter(path => path.root === 'exports' && startsWith(path.keys, keys))
      .map(path => ({ ...path, keys: path.keys.slice(keys.length) }))
  if (binding === undefined) {
    const parent = parentsOf(module).get(node)
    const source = parent?.type === 'CallExpression' ? requireSource(parent, module) : undefined
    if (source !== undefined) return { node: parent as t.Node, paths: below([], writings.required(source)) }
    if (name === 'exports') return { node, paths: writings.own.filter(({ root }) => root === 'exports') }
    const isExports = name === 'module' && parent?.type === 'MemberExpression' && keyOfMember(parent) === 'exports'
    return isExports ? { node: parent, paths: writings.own.filter(({ root }) => root === 'exports') } : undefined
  }
  if (!isModuleLevel(binding)) return undefined
  if (binding.imported !== undefined) return { node, paths: writings.imported({ node, binding } as Reference) }
  const required = requiredByName(name, module)
  const own = [
    ...writings.own.filter(path => path.root === name && isSet(path)),
    ...throughAlias(binding, module, writings, user),
  ]
  if (required === undefined) return { node, paths: own }
  return { node, paths: [...own, ...below(required.keys, writings.required(required.source))] }
}

/** What changes in place in an object of which the name stands for a part. */
function throughAlias(
  binding: Binding,
  module: Module,
  writings: Writings,
  user: Pick<Reference, 'fn' | 'node'>,
): WrittenPath[] {
  const alias = aliasOf(binding, module)
  const reference = alias && module.references.get(alias.root)
  const { paths = [] } = (reference && startOf(reference, module, writings, user)) ?? {}
  const keys = alias?.keys ?? []
  // another value takes the place of the part itself: the name is compared with that
  return paths.flatMap(path =>
    path.keys.length + Number(path.list) > keys.length && startsWith(path.keys, keys)
      ? { ...path, keys: path.keys.slice(keys.length) }
      : [],
  )
}

function startsWith(keys: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= keys.length && prefix.every((key, at) => key === '*' || keys[at] === '*' || keys[at] === key)
}

/** A value that wasn't there was asked for; nothing else stands where a new property is set. */
function isRead(use: t.Node | undefined): boolean {
  return use?.type !== 'AssignmentExpression' && use?.type !== 'ExpressionStatement'
}

const COPIERS =
  /assign|extend|mixin|merge|default|keys|values|entries|each|map|clone|pick|omit|promisify|copy|export|from|wrap|bind/i
const REFERRERS = /^(inherits|create|setPrototypeOf|defineProperty|defineProperties|freeze|seal|preventExtensions|log)$/

/** Somebody gets an object, and may have read all that was in it then. */
function takesAll(use: t.Node | undefined, node: t.Node, added: boolean, module: Module): boolean {
  switch (use?.type) {
    case 'SpreadElement':
      return true
    case 'ForInStatement':
    case 'ForOfStatement':
      return use.right === node
    case 'VariableDeclarator':
      return use.id.type !== 'Identifier'
    case 'CallExpression':
    case 'NewExpression': {
      if (use.callee === node || isTarget(use, node) || answersIt(use.callee, module)) return false
      const name = calledName(use.callee)
      return REFERRERS.test(name) ? false : added ? COPIERS.test(name) : true
    }
    default:
      return false
  }
}

/** What Vue's plugins put a component together with: it is the object itself that comes out. */
function answersIt(callee: t.Node, { references }: Module): boolean {
  const { source } = (callee.type === 'Identifier' && references.get(callee)?.binding?.imported) || {}
  return /(?:^|\/)vue-loader\/dist\/exportHelper\b|plugin-vue:export-helper/.test(source ?? '')
}

/** `Object.assign(Child, Parent)` as a statement, and the same by libraries: it hands over properties, with the objects that they hold. */
function copiesOneLevel(use: t.Node | undefined, module: Module): boolean {
  if (use?.type !== 'CallExpression' || parentsOf(module).get(use)?.type !== 'ExpressionStatement') return false
  if (use.arguments.some(({ type }) => type !== 'Identifier')) return false
  return isObjectMethod(use.callee, module)
    ? calledName(use.callee) === 'assign'
    : isAssign(use.callee, module) || isMixIn(use.callee, module)
}

/** mout's `object.mixIn` */
function isMixIn(callee: t.Node, module: Module): boolean {
  let root = callee
  while (root.type === 'MemberExpression') root = root.object
  const source = root.type === 'Identifier' ? requiredByName(root.name, module)?.source : undefined
  return calledName(callee) === 'mixIn' && /^mout(\/|$)/.test(source ?? '')
}

/** `Object.assign(Cart.prototype, …)` reads nothing of the first. */
function isTarget({ callee, arguments: args }: t.CallExpression | t.NewExpression, node: t.Node): boolean {
  const isAssign = t.isMemberExpression(callee) && t.isIdentifier(callee.object, { name: 'Object' })
  return isAssign && calledName(callee) === 'assign' && args[0] === node && args.length > 1
}

function calledName(callee: t.Node): string {
  if (callee.type === 'Identifier') return callee.name
  return callee.type === 'MemberExpression' ? (keyOfMember(callee) ?? '') : ''
}

/** What a property write puts at a name of a module's exports. */
export function writtenExport(
  writes: readonly Write[],
  name: string,
): Extract<Write, { kind: 'property' }> | undefined {
  return writes.find((write): write is Extract<Write, { kind: 'property' }> => {
    const path = write.kind === 'property' ? pathOf(write.spot) : undefined
    return path?.root === 'exports' && path.keys.length === 1 && path.keys[0] === name
  })
}

/** `require('./x').name`, and nothing more. */
export function requiredMember(node: t.Node, module: Module): { source: string; name: string } | undefined {
  if (node.type !== 'MemberExpression' || node.object.type !== 'CallExpression') return undefined
  const source = requireSource(node.object, module)
  const name = keyOfMember(node)
  return source === undefined || name === undefined ? undefined : { source, name }
}
