import * as t from '@babel/types'
import { accessorTarget } from './access.js'
import type { Rewriter } from './rewrite.js'

/** Accessors of a private name that the code can't mention itself; undefined: the release doesn't hand them over. */
export interface PrivateAccessors {
  readonly get?: (() => t.Expression) | undefined
  readonly set?: (() => t.Expression) | undefined
  readonly has?: (() => t.Expression) | undefined
}

export type Privates = (name: string) => PrivateAccessors | undefined

/** A use of a private name that has no accessor; reported as a refusal. */
export class UnreachablePrivate extends Error {}

/** `o.#x`, `o.#x = v`, `o.#m(a)`, `#x in o`, for names of a class that the code stands no longer in. */
export function rewritePrivate(node: t.Node, rewriter: Rewriter, isTarget = false): t.Node | undefined {
  if (node.type === 'BinaryExpression') return brandCheck(node, rewriter)
  if (node.type === 'CallExpression') return call(node, rewriter)
  if (!isPrivateMember(node, rewriter)) return optionalGuard(node, rewriter)
  const name = nameOf(node)
  if (isTarget) return target(node.object, name, rewriter)
  return t.callExpression(accessor(name, 'get', rewriter), [rewriter.visit(node.object) as t.Expression])
}

function brandCheck(node: t.BinaryExpression, rewriter: Rewriter): t.Node | undefined {
  if (node.left.type !== 'PrivateName' || rewriter.isOwnPrivate(node.left.id.name)) return undefined
  return t.callExpression(accessor(node.left.id.name, 'has', rewriter), [rewriter.visit(node.right) as t.Expression])
}

/** `o.#m(a)` → `get(o).call(o, a)`; an object that isn't a plain name is evaluated once, in an arrow's parameter. */
function call(node: t.CallExpression, rewriter: Rewriter): t.Node | undefined {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || !isPrivateMember(callee, rewriter)) return undefined
  const getter = accessor(nameOf(callee), 'get', rewriter)
  const object = rewriter.visit(callee.object) as t.Expression
  const args = node.arguments.map((argument) => rewriter.visit(argument)) as t.CallExpression['arguments']
  if (object.type === 'Identifier' || object.type === 'ThisExpression')
    return t.callExpression(t.memberExpression(t.callExpression(getter, [object]), t.identifier('call')), [t.cloneNode(object), ...args])
  const [self, rest] = [t.identifier('o'), t.identifier('a')]
  const body = t.callExpression(t.memberExpression(t.callExpression(t.identifier('g'), [t.cloneNode(self)]), t.identifier('call')), [
    t.cloneNode(self),
    t.spreadElement(t.cloneNode(rest)),
  ])
  return t.callExpression(t.arrowFunctionExpression([t.identifier('g'), self, t.restElement(rest)], body), [getter, object, ...args])
}

/** `(o => ({ get v() { return get(o) }, set v(n) { set(o, n) } }))(object).v` */
function target(object: t.Expression | t.Super, name: string, rewriter: Rewriter): t.Node {
  const getter = accessor(name, 'get', rewriter)
  const setter = accessor(name, 'set', rewriter)
  const o = () => t.identifier('o')
  const box = accessorTarget(t.callExpression(getter, [o()]), (value) => t.callExpression(setter, [o(), value]))
  const make = t.arrowFunctionExpression([o()], box.object as t.Expression)
  return t.memberExpression(t.callExpression(make, [rewriter.visit(object) as t.Expression]), t.identifier('v'))
}

function isPrivateMember(node: t.Node, rewriter: Rewriter): node is t.MemberExpression {
  return node.type === 'MemberExpression' && node.property.type === 'PrivateName' && !rewriter.isOwnPrivate(node.property.id.name)
}

/** `o?.#x` would have to stop the whole chain: not rewritten. */
function optionalGuard(node: t.Node, rewriter: Rewriter): undefined {
  if (node.type !== 'OptionalMemberExpression') return undefined
  const property = node.property as t.Node
  if (property.type === 'PrivateName' && !rewriter.isOwnPrivate(property.id.name)) throw new UnreachablePrivate(property.id.name)
  return undefined
}

function nameOf(node: t.MemberExpression): string {
  return (node.property as t.PrivateName).id.name
}

function accessor(name: string, kind: 'get' | 'set' | 'has', rewriter: Rewriter): t.Expression {
  const make = rewriter.around.privates(name)?.[kind]
  if (make === undefined) throw new UnreachablePrivate(name)
  return make()
}
