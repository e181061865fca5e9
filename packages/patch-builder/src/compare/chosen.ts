import * as t from '@babel/types'
import { contains, type Module } from '@iaso/babel-plugin'

/** A variable that the statement behind its declaration gives its value, and nobody else. */
export interface Chosen {
  readonly node: t.VariableDeclarator
  readonly value: t.Expression
}

/** `let MARK; if (test) MARK = 'a'; else MARK = Symbol('a')` says the same as `let MARK = test ? 'a' : Symbol('a')`. */
export function chosenBy(
  declarator: t.VariableDeclarator,
  statement: t.Node | undefined,
  module: Module,
): Chosen | undefined {
  const { id, init } = declarator
  if (id.type !== 'Identifier' || init || statement?.type !== 'IfStatement') return undefined
  const value = choice(statement, id.name)
  const binding = module.scope.bindings.get(id.name)
  const isSettled = binding?.references.every(({ write, node }) => !write || node === id || contains(statement, node))
  if (value === undefined || !isSettled || module.format === 'script') return undefined
  const { end = null } = statement
  return { node: { ...declarator, init: value, end }, value }
}

function choice(statement: t.Statement | null | undefined, name: string): t.Expression | undefined {
  if (statement?.type === 'IfStatement') {
    const [one, other] = [choice(statement.consequent, name), choice(statement.alternate, name)]
    const { start = null, end = null, loc = null } = statement
    return one && other && { ...t.conditionalExpression(statement.test, one, other), start, end, loc }
  }
  const [only, ...more] = statement?.type === 'BlockStatement' ? statement.body : [statement]
  if (more.length > 0 || only?.type !== 'ExpressionStatement') return undefined
  const { expression } = only
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined
  return t.isIdentifier(expression.left, { name }) ? expression.right : undefined
}
