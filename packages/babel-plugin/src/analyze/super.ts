import * as t from '@babel/types'

/**
 * `{ before; super(a); after }`, where nothing before needs `this`: the guard can ask for the arguments first, and have the rest run on what
 * `super` made.
 */
export function splitsAtSuper({ body: { body } }: t.ClassMethod): boolean {
  const at = body.findIndex(isSuperStatement)
  const [before, after] = [body.slice(0, at + 1), body.slice(at + 1)]
  const early = before.flatMap(statement => [...sameThis(statement)])
  const late = after.flatMap(statement => [...sameThis(statement)])
  return (
    at >= 0 &&
    early.filter(node => node.type === 'Super').length === 1 &&
    !early.some(node => node.type === 'ThisExpression') &&
    !before.some(returns) &&
    !late.some(node => t.isCallExpression(node) && node.callee.type === 'Super')
  )
}

function isSuperStatement(node: t.Statement): boolean {
  return (
    node.type === 'ExpressionStatement' &&
    node.expression.type === 'CallExpression' &&
    node.expression.callee.type === 'Super'
  )
}

/** Nodes that share `this` with `node`: arrows, and the computed keys of what has its own. */
function* sameThis(node: t.Node): Generator<t.Node> {
  yield node
  for (const child of children(node)) yield* sameThis(child)
}

function returns(node: t.Node): boolean {
  return node.type === 'ReturnStatement' || (node.type !== 'ArrowFunctionExpression' && children(node).some(returns))
}

function children(node: t.Node): t.Node[] {
  const own =
    (t.isFunction(node) && node.type !== 'ArrowFunctionExpression') ||
    t.isClassProperty(node) ||
    t.isClassPrivateProperty(node) ||
    t.isClassAccessorProperty(node)
  if (own) return 'computed' in node && node.computed ? [node.key] : []
  if (node.type === 'StaticBlock') return []
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap(key => {
    const child = (node as unknown as Record<string, t.Node | null | (t.Node | null)[]>)[key]
    return (Array.isArray(child) ? child : [child]).filter(each => each != null)
  })
}
