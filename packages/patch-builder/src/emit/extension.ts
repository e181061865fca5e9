import * as t from '@babel/types'
import type { Extension } from '../compare/extensions.js'
import type { TopLevel } from '../compare/toplevel.js'
import { CONTEXT } from './emitter.js'
import { named } from './named.js'

/** Functions first, as hoisting has it. */
export function inOrder({ extensions }: TopLevel): Extension[] {
  const all = [...new Set(extensions.values())]
  const isFunction = ({ item }: Extension) => item.kind === 'function'
  return [...all.filter(isFunction), ...all.filter(extension => !isFunction(extension))]
}

/**
 * `const helper = $c.keep("id.helper", () => function helper() {…})`: made once in a client's life, so that it keeps its identity and its
 * state when the next patch comes.
 */
export function extensionStatement(extension: Extension, node: t.Node): t.Statement {
  const { constant, names } = extension
  if (constant !== undefined)
    return t.variableDeclaration('const', [
      t.variableDeclarator(t.identifier(names[0] as string), t.cloneNode(constant)),
    ])
  const { id, value } = parts(extension, node)
  return t.variableDeclaration('const', [t.variableDeclarator(id, keep(extension.key, value))])
}

function parts(
  { names, mutable, item }: Extension,
  node: t.Node,
): { id: t.VariableDeclarator['id']; value: t.Expression | t.BlockStatement } {
  const name = names[0] as string
  if (node.type === 'FunctionDeclaration')
    return { id: t.identifier(name), value: { ...node, type: 'FunctionExpression' } as unknown as t.Expression }
  if (node.type === 'ClassDeclaration')
    return { id: t.identifier(name), value: { ...node, type: 'ClassExpression' } as unknown as t.Expression }
  const { id, init } = node as t.VariableDeclarator
  const value = init ?? t.unaryExpression('void', t.numericLiteral(0))
  if (mutable)
    return {
      id: t.identifier(name),
      value: t.objectExpression([t.objectProperty(t.identifier('v'), named(value, name))]),
    }
  if (id.type === 'Identifier')
    return { id: t.identifier(name), value: item.value !== null ? named(value, name) : value }
  return {
    id: pick(names),
    value: t.blockStatement([
      t.variableDeclaration('const', [t.variableDeclarator(id, value)]),
      t.returnStatement(gather(names)),
    ]),
  }
}

function keep(key: string, value: t.Expression | t.BlockStatement): t.Expression {
  return t.callExpression(t.memberExpression(t.identifier(CONTEXT), t.identifier('keep')), [
    t.stringLiteral(key),
    t.arrowFunctionExpression([], value),
  ])
}

function pick(names: readonly string[]): t.ObjectPattern {
  return t.objectPattern(names.map(name => t.objectProperty(t.identifier(name), t.identifier(name), false, true)))
}

function gather(names: readonly string[]): t.ObjectExpression {
  return t.objectExpression(names.map(name => t.objectProperty(t.identifier(name), t.identifier(name), false, true)))
}
