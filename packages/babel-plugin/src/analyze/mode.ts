import * as t from '@babel/types'
import { childrenOf, isStrict } from './own.js'

/** Names that strict code may not have, and those of what makes a property that can't be assigned. */
const KEPT = new Set(
  'implements interface let package private protected public static yield eval arguments defineProperty defineProperties freeze'.split(
    ' ',
  ),
)

/**
 * Sloppy statements of a CommonJS file's top level that do the same in strict code: `var x = require('x')`, `module.exports = x`. There is no function
 * in them that isn't strict by itself, no assignment that could fail without a word, and nothing that strict code spells otherwise.
 */
export function isModeless(statements: readonly t.Statement[]): boolean {
  const declarations = statements.filter(each => t.isDeclaration(each))
  const declared = new Set(declarations.flatMap(each => Object.keys(t.getBindingIdentifiers(each))))
  return statements.every(each => isFree(each, declared))
}

function isFree(node: t.Node, declared: ReadonlySet<string>): boolean {
  if (t.isClass(node)) return true
  if (t.isFunction(node)) return t.isBlockStatement(node.body) && isStrict(node.body)
  // In a block, sloppy code declares a function for what is around the block, too.
  const children = childrenOf(node)
  if (children.some(({ type }) => type === 'FunctionDeclaration')) return false
  return isFreeItself(node, declared) && children.every(child => isFree(child, declared))
}

function isFreeItself(node: t.Node, declared: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'WithStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'LabeledStatement':
    case 'UpdateExpression':
      return false
    case 'AssignmentExpression':
      return isSafeTarget(node.left, declared)
    case 'UnaryExpression':
      return node.operator !== 'delete'
    case 'Identifier':
      return !KEPT.has(node.name)
    case 'NumericLiteral':
      return !/^0\d/.test(`${node.extra?.raw ?? ''}`)
    case 'StringLiteral':
    case 'DirectiveLiteral':
      return !/\\\d/.test(`${node.extra?.raw ?? ''}`)
    default:
      return true
  }
}

/** A variable of the file, `module.exports`, `exports.a`. */
function isSafeTarget(target: t.Node, declared: ReadonlySet<string>): boolean {
  if (target.type === 'Identifier') return declared.has(target.name)
  if (!t.isMemberExpression(target) || target.object.type !== 'Identifier') return false
  return /^(?:module|exports)$/.test(target.object.name) && !declared.has(target.object.name)
}
