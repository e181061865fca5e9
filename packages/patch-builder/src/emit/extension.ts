import * as t from '@babel/types'
import type { Extension } from '../compare/extensions.js'
import type { TopLevel } from '../compare/toplevel.js'
import { keep } from './keep.js'
import { named } from './named.js'

/** Functions first, as hoisting has it. */
export function inOrder({ extensions }: TopLevel): Extension[] {
  const all = [...new Set(extensions.values())]
  const isFunction = ({ item }: Extension) => item.kind === 'function'
  return [...all.filter(isFunction), ...all.filter(extension => !isFunction(extension))]
}

/** The name in the part's code for what is kept of a declaration. */
export function holderOf({ names }: Extension): string {
  return names[0] as string
}

/**
 * `const helper = $c.keep("id.helper", () => function helper() {…})`: made once in a client's life, so that it keeps its identity and its
 * state when the next patch comes.
 */
export function extensionStatement(extension: Extension, node: t.Node): t.Statement {
  const { constant, names, mutable, key } = extension
  if (constant !== undefined) return declare(t.identifier(names[0] as string), t.cloneNode(constant))
  if (names.length > 1 && !mutable) return declare(pick(names), keep(key, madeBy(extension, node)))
  const value = madeBy(extension, node) as t.Expression
  return declare(holder(extension), keep(key, mutable ? boxOf(value) : value))
}

/** `const table = $c.keep("id.table", () => ({}))`: its value comes later. */
export function lateStatement(extension: Extension): t.Statement {
  return declare(holder(extension), keep(extension.key, t.objectExpression([])))
}

/** `$made(table, () => value)`: a change. */
export function lateChange(extension: Extension, node: t.Node, helper: t.Expression): t.Expression {
  return t.callExpression(helper, [holder(extension), t.arrowFunctionExpression([], madeBy(extension, node))])
}

export const MADE = '(box, make) => on => { if (on && !("v" in box)) box.v = make() }'

function madeBy({ names, item }: Extension, node: t.Node): t.Expression | t.BlockStatement {
  const name = names[0] as string
  if (node.type === 'FunctionDeclaration') return { ...node, type: 'FunctionExpression' } as unknown as t.Expression
  if (node.type === 'ClassDeclaration') return { ...node, type: 'ClassExpression' } as unknown as t.Expression
  const { id, init } = node as t.VariableDeclarator
  const value = init ?? t.buildUndefinedNode()
  if (id.type === 'Identifier') return item.value !== null ? named(value, name) : value
  return t.blockStatement([
    declare(id, value),
    t.returnStatement(names.length > 1 ? gather(names) : t.identifier(name)),
  ])
}

function holder(extension: Extension): t.Identifier {
  return t.identifier(holderOf(extension))
}

function declare(id: t.VariableDeclarator['id'], value: t.Expression): t.Statement {
  return t.variableDeclaration('const', [t.variableDeclarator(id, value)])
}

function boxOf(value: t.Expression): t.Expression {
  return t.objectExpression([t.objectProperty(t.identifier('v'), value)])
}

function pick(names: readonly string[]): t.ObjectPattern {
  return t.objectPattern(names.map(name => t.objectProperty(t.identifier(name), t.identifier(name), false, true)))
}

function gather(names: readonly string[]): t.ObjectExpression {
  return t.objectExpression(names.map(name => t.objectProperty(t.identifier(name), t.identifier(name), false, true)))
}
