import * as t from '@babel/types'

/**
 * `(Kind => { Kind[Kind["A"] = 0] = "A"; return Kind })(Kind || {})`, as compilers write an enum: what it makes, as a literal.
 *
 * @returns undefined: it does something else as well
 */
export function enumOf(init: t.Expression | null | undefined, name: string): t.ObjectExpression | undefined {
  if (init?.type !== 'CallExpression' || init.arguments.length !== 1) return undefined
  const [given] = init.arguments
  const callee = init.callee.type === 'ParenthesizedExpression' ? init.callee.expression : init.callee
  const isOwn =
    t.isLogicalExpression(given, { operator: '||' }) &&
    t.isIdentifier(given.left, { name }) &&
    t.isObjectExpression(given.right) &&
    given.right.properties.length === 0
  if (!isOwn || !t.isFunction(callee) || callee.body.type !== 'BlockStatement') return undefined
  const [own] = callee.params
  if (callee.params.length !== 1 || own?.type !== 'Identifier') return undefined
  const statements = callee.body.body
  const last = statements.at(-1)
  if (!t.isReturnStatement(last) || !t.isIdentifier(last.argument, { name: own.name })) return undefined
  const members = statements.slice(0, -1).flatMap(statement => membersOf(statement, own.name))
  if (members.includes(undefined)) return undefined
  const { start, end, loc } = init
  return Object.assign(t.objectExpression(members as t.ObjectProperty[]), { start, end, loc })
}

/** `Kind["B"] = "b"`, `Kind[Kind["A"] = 0] = "A"` */
function membersOf(statement: t.Statement, own: string): (t.ObjectProperty | undefined)[] {
  const outer = statement.type === 'ExpressionStatement' ? assignedTo(statement.expression, own) : undefined
  if (outer?.key.type === 'StringLiteral' && isFixed(outer.value)) return [t.objectProperty(outer.key, outer.value)]
  const inner = outer === undefined ? undefined : assignedTo(outer.key, own)
  if (outer === undefined || inner?.key.type !== 'StringLiteral' || inner.value.type !== 'NumericLiteral')
    return [undefined]
  if (!t.isStringLiteral(outer.value, { value: inner.key.value })) return [undefined]
  const back = { ...t.stringLiteral(String(inner.value.value)), loc: inner.value.loc ?? null }
  return [t.objectProperty(inner.key, inner.value), t.objectProperty(back, outer.value)]
}

function assignedTo(node: t.Node, own: string): { key: t.Expression; value: t.Expression } | undefined {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return undefined
  if (node.left.type !== 'MemberExpression' || !t.isIdentifier(node.left.object, { name: own })) return undefined
  const { property, computed } = node.left
  if (property.type === 'PrivateName') return undefined
  const key = !computed && property.type === 'Identifier' ? t.stringLiteral(property.name) : property
  return { key, value: node.right }
}

function isFixed(value: t.Expression): boolean {
  return t.isStringLiteral(value) || t.isNumericLiteral(value) || t.isBooleanLiteral(value)
}
