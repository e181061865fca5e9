import * as t from '@babel/types'
import { accessorTarget } from './access.js'
import { unreachablePrivate } from './refusal.js'
import type { Rewriter } from './rewrite.js'

/** Accessors of a private name that the code can't mention itself; undefined: the release doesn't hand them over. */
export interface PrivateAccessors {
  readonly get?: (() => t.Expression) | undefined
  readonly set?: (() => t.Expression) | undefined
  readonly has?: (() => t.Expression) | undefined
}

export type Privates = (name: string) => PrivateAccessors | undefined

/** `o.#x`, `o.#x = v`, `o.#m(a)`, `#x in o`, for names of a class that the code stands no longer in. */
export function rewritePrivate(node: t.Node, rewriter: Rewriter, isTarget = false): t.Node | undefined {
  if (node.type === 'BinaryExpression') return brandCheck(node, rewriter)
  if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') return call(node, rewriter)
  if (node.type === 'TaggedTemplateExpression') return tagged(node, rewriter)
  if (node.type === 'OptionalMemberExpression') return optionalMember(node, rewriter)
  if (!isPrivateMember(node, rewriter)) return undefined
  const name = nameOf(node)
  if (isTarget) return target(node.object, name, rewriter)
  return t.callExpression(accessor(name, 'get', rewriter), [rewriter.visit(node.object) as t.Expression])
}

function brandCheck(node: t.BinaryExpression, rewriter: Rewriter): t.Node | undefined {
  if (node.left.type !== 'PrivateName' || rewriter.isOwnPrivate(node.left.id.name)) return undefined
  return t.callExpression(accessor(node.left.id.name, 'has', rewriter), [rewriter.visit(node.right) as t.Expression])
}

/** `o.#m(a)` → `get(o).call(o, a)`, `o.#m?.(a)` → `get(o)?.call(o, a)`; an object that isn't a plain name is evaluated once, in an arrow's parameter. */
function call(node: t.CallExpression | t.OptionalCallExpression, rewriter: Rewriter): t.Node | undefined {
  const { callee } = node
  if (callee.type === 'OptionalMemberExpression') return optionalCall(node, callee, rewriter)
  if (callee.type !== 'MemberExpression' || !isPrivateMember(callee, rewriter)) return undefined
  const getter = accessor(nameOf(callee), 'get', rewriter)
  const isOptional = node.type === 'OptionalCallExpression' && node.optional
  const object = rewriter.visit(callee.object) as t.Expression
  const args = node.arguments.map(argument => rewriter.visit(argument)) as t.CallExpression['arguments']
  if (object.type === 'Identifier' || object.type === 'ThisExpression')
    return callWith(t.callExpression(getter, [object]), [t.cloneNode(object), ...args], isOptional)
  // the arguments of a call that isn't made are not evaluated
  if (isOptional) return t.optionalCallExpression(boxed(boxOf(getter, 'method'), object), args, false)
  const [self, rest] = [t.identifier('o'), t.identifier('a')]
  const body = callWith(
    t.callExpression(t.identifier('g'), [t.cloneNode(self)]),
    [t.cloneNode(self), t.spreadElement(t.cloneNode(rest))],
    false,
  )
  return t.callExpression(t.arrowFunctionExpression([t.identifier('g'), self, t.restElement(rest)], body), [
    getter,
    object,
    ...args,
  ])
}

function callWith(method: t.Expression, args: t.CallExpression['arguments'], isOptional: boolean): t.Expression {
  if (!isOptional) return t.callExpression(t.memberExpression(method, t.identifier('call')), args)
  return t.optionalCallExpression(t.optionalMemberExpression(method, t.identifier('call'), false, true), args, false)
}

/** `o.#m`…`` → `(o => get(o).bind(o))(object)`…``: a template belongs to the place where it stands. */
function tagged(node: t.TaggedTemplateExpression, rewriter: Rewriter): t.Node | undefined {
  const { tag } = node
  if (!isPrivateMember(tag, rewriter)) return undefined
  const bound = bind(t.callExpression(accessor(nameOf(tag), 'get', rewriter), [t.identifier('o')]))
  const make = t.arrowFunctionExpression([t.identifier('o')], bound)
  node.tag = t.callExpression(make, [rewriter.visit(tag.object) as t.Expression])
  node.quasi = rewriter.visit(node.quasi) as t.TemplateLiteral
  return node
}

function optionalCall(
  node: t.CallExpression | t.OptionalCallExpression,
  callee: t.OptionalMemberExpression,
  rewriter: Rewriter,
): t.Node | undefined {
  const method = optionalMember(callee, rewriter, true)
  if (method === undefined) return undefined
  node.callee = method
  node.arguments = node.arguments.map(argument => rewriter.visit(argument)) as typeof node.arguments
  return node
}

/**
 * `o?.#x.y` → `(o => o == null ? o : { v: get(o) })(object)?.v.y`: the chain behind it ends where it ended.
 *
 * @param isCalled what is called keeps its `this`
 */
function optionalMember(
  node: t.OptionalMemberExpression,
  rewriter: Rewriter,
  isCalled = false,
): t.OptionalMemberExpression | undefined {
  const property = node.property as t.Node
  if (property.type !== 'PrivateName' || rewriter.isOwnPrivate(property.id.name)) return undefined
  // a?.b.#x: ends with `a`, and fails without `b`
  if (!node.optional) throw unreachablePrivate(property.id.name)
  const box = boxOf(accessor(property.id.name, 'get', rewriter), isCalled ? 'called' : 'value')
  return boxed(box, rewriter.visit(node.object) as t.Expression)
}

function boxed(box: t.Expression, object: t.Expression): t.OptionalMemberExpression {
  return t.optionalMemberExpression(t.callExpression(box, [object]), t.identifier('v'), false, true)
}

/** `value`: `o?.#x`. `called`: `o?.#m()`. `method`: `o.#m?.()` */
function boxOf(getter: t.Expression, what: 'value' | 'called' | 'method'): t.Expression {
  const [o, f] = [() => t.identifier('o'), () => t.identifier('f')]
  const value = t.callExpression(getter, [o()])
  const boxOr = (missing: t.Expression, content: t.Expression) =>
    t.conditionalExpression(
      t.binaryExpression('==', missing, t.nullLiteral()),
      t.cloneNode(missing),
      t.objectExpression([t.objectProperty(t.identifier('v'), content)]),
    )
  if (what !== 'method') return t.arrowFunctionExpression([o()], boxOr(o(), what === 'called' ? bind(value) : value))
  return t.arrowFunctionExpression([o(), t.assignmentPattern(f(), value)], boxOr(f(), bind(f())))
}

/** `method.bind(o)` */
function bind(method: t.Expression): t.Expression {
  return t.callExpression(t.memberExpression(method, t.identifier('bind')), [t.identifier('o')])
}

/** `(o => ({ get v() { return get(o) }, set v(n) { set(o, n) } }))(object).v` */
function target(object: t.Expression | t.Super, name: string, rewriter: Rewriter): t.Node {
  const getter = accessor(name, 'get', rewriter)
  const setter = accessor(name, 'set', rewriter)
  const o = () => t.identifier('o')
  const box = accessorTarget(t.callExpression(getter, [o()]), value => t.callExpression(setter, [o(), value]))
  const make = t.arrowFunctionExpression([o()], box.object as t.Expression)
  return t.memberExpression(t.callExpression(make, [rewriter.visit(object) as t.Expression]), t.identifier('v'))
}

function isPrivateMember(node: t.Node, rewriter: Rewriter): node is t.MemberExpression {
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'PrivateName' &&
    !rewriter.isOwnPrivate(node.property.id.name)
  )
}

function nameOf(node: t.MemberExpression): string {
  return (node.property as t.PrivateName).id.name
}

function accessor(name: string, kind: 'get' | 'set' | 'has', rewriter: Rewriter): t.Expression {
  const make = rewriter.around.privates(name)?.[kind]
  if (make === undefined) throw unreachablePrivate(name)
  return make()
}

/**
 * What a name of the class can't do fails when it is tried, as it does in the class: `get` of what has only a setter, `set` of a method.
 */
export function withFaults(
  accessors: PrivateAccessors,
  name: string,
  member: { readonly get: boolean; readonly set: boolean } | undefined,
): PrivateAccessors {
  const missing = (kind: 'get' | 'set') =>
    accessors[kind] === undefined && member?.[kind] === false ? () => fault(name, kind) : accessors[kind]
  return { get: missing('get'), set: missing('set'), has: accessors.has }
}

/** `() => { throw new TypeError("'#x' was defined without a getter") }` */
function fault(name: string, kind: 'get' | 'set'): t.Expression {
  const message = t.stringLiteral(`'#${name}' was defined without a ${kind}ter`)
  const error = t.newExpression(t.identifier('TypeError'), [message])
  return t.arrowFunctionExpression([], t.blockStatement([t.throwStatement(error)]))
}
