import * as t from '@babel/types'
import { Refusal } from './refusal.js'
import type { Rewriter } from './rewrite.js'

/**
 * `super.m(a)` → `$super("m").call($this, a)`, where the code has no home object of its own; `super(a)` → `$construct(a)`.
 */
export function rewriteSuper(node: t.Node, rewriter: Rewriter): t.Node | undefined {
  const { me } = rewriter
  if (me.construct !== undefined && node.type === 'CallExpression' && node.callee.type === 'Super') {
    rewriter.children(node)
    node.callee = me.construct()
    return node
  }
  if (me.super === undefined) return undefined
  if (isSuperMember(node)) return read(node, rewriter)
  if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return undefined
  const { callee } = node
  if (!isSuperMember(callee)) return undefined
  const args = node.arguments.map(argument => rewriter.visit(argument)) as t.CallExpression['arguments']
  const self = me.this?.() ?? t.thisExpression()
  const method = read(callee, rewriter)
  if (node.type === 'CallExpression')
    return t.callExpression(t.memberExpression(method, t.identifier('call')), [self, ...args])
  return t.optionalCallExpression(
    t.optionalMemberExpression(method, t.identifier('call'), false, true),
    [self, ...args],
    false,
  )
}

/** The reader that a guard hands over only reads. */
export function refuseSuperTarget(node: t.Node, { me }: Rewriter): void {
  if (me.super !== undefined && isSuperMember(node)) throw new Refusal('IASO2103', { what: 'super.… =', release: '' })
}

function isSuperMember(node: t.Node): node is t.MemberExpression {
  return (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') && node.object.type === 'Super'
}

function read(node: t.MemberExpression, rewriter: Rewriter): t.Expression {
  const { me } = rewriter
  const key = node.computed
    ? (rewriter.visit(node.property) as t.Expression)
    : t.stringLiteral((node.property as t.Identifier).name)
  // `super[super()]` asks for `this` first
  const asked = me.construct && me.this ? t.sequenceExpression([me.this(), key]) : key
  return t.callExpression((me.super as () => t.Expression)(), [asked])
}
