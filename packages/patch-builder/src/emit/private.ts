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
  if (node.type === 'TaggedTemplateExpression')
    return isPrivateMember(node.tag, rewriter) ? refuse(node.tag) : undefined
  if (!isPrivateMember(node, rewriter)) return optionalGuard(node, rewriter)
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
  if (callee.type !== 'MemberExpression' || !isPrivateMember(callee, rewriter)) return undefined
  const getter = accessor(nameOf(callee), 'get', rewriter)
  const isOptional = node.type === 'OptionalCallExpression' && node.optional
  const object = rewriter.visit(callee.object) as t.Expression
  const args = node.arguments.map(argument => rewriter.visit(argument)) as t.CallExpression['arguments']
  if (object.type === 'Identifier' || object.type === 'ThisExpression')
    return callWith(t.callExpression(getter, [object]), [t.cloneNode(object), ...args], isOptional)
  // the arguments of a call that isn't made are not evaluated
  if (isOptional && args.length > 0) return refuse(callee)
  const [self, rest] = [t.identifier('o'), t.identifier('a')]
  const body = callWith(
    t.callExpression(t.identifier('g'), [t.cloneNode(self)]),
    [t.cloneNode(self), t.spreadElement(t.cloneNode(rest))],
    isOptional,
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

function refuse(member: t.MemberExpression): never {
  throw unreachablePrivate(nameOf(member))
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

/** `o?.#x` would have to stop the whole chain: not rewritten. */
function optionalGuard(node: t.Node, rewriter: Rewriter): undefined {
  if (node.type !== 'OptionalMemberExpression') return undefined
  const property = node.property as t.Node
  if (property.type === 'PrivateName' && !rewriter.isOwnPrivate(property.id.name))
    throw unreachablePrivate(property.id.name)
  return undefined
}

function nameOf(node: t.MemberExpression): string {
  return (node.property as t.PrivateName).id.name
}

function accessor(name: string, kind: 'get' | 'set' | 'has', rewriter: Rewriter): t.Expression {
  const make = rewriter.around.privates(name)?.[kind]
  if (make === undefined) throw unreachablePrivate(name)
  return make()
}
