import * as t from '@babel/types'
import { type Binding, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { requiredByName, requireSource } from '../resolve/required.js'
import { aliasOf } from './aliases.js'
import { isAssign, isObjectMethod, keyOfMember } from './slots.js'
import type { WrittenPath } from './written.js'

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
  const isEarly = user.fn === null && !isPutOff(user.node, module)
  const isSet = ({ from }: WrittenPath) => from === undefined || !isEarly || (user.node.start ?? from) >= from
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

/** `defer(extend.bind(null, Child, Parent))`: it runs when all is set. */
function isPutOff(node: t.Node, module: Module): boolean {
  const parents = parentsOf(module)
  for (let at = parents.get(node); at !== undefined && !t.isStatement(at); at = parents.get(at))
    if (
      t.isCallExpression(at) &&
      /bind|wrap|then|defer|later|tick|immediate|timeout|ready/i.test(calledName(at.callee))
    )
      return true
  return false
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

/** `require('./x').name`, and nothing more. */
export function requiredMember(node: t.Node, module: Module): { source: string; name: string } | undefined {
  if (node.type !== 'MemberExpression' || node.object.type !== 'CallExpression') return undefined
  const source = requireSource(node.object, module)
  const name = keyOfMember(node)
  return source === undefined || name === undefined ? undefined : { source, name }
}
