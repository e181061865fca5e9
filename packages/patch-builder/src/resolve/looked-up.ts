import * as t from '@babel/types'
import type { Binding, Module } from '@iaso/babel-plugin'
import { parentsOf } from './parents.js'

/** Methods of lists that change nothing and answer without the list itself. */
const ASKS = /^(indexOf|lastIndexOf|includes|join|at|slice|concat)$/
/** Methods of strings that begin to search at the start. */
const SEARCHES = /^(replace|replaceAll|match|matchAll|split|search)$/

/** `days[n]`, `days.length`, `text.replace(URL, …)`: nobody can tell one list, or one expression, from another with the same content. */
export function isOnlyLookedUp({ references, node: name }: Binding, value: t.Node, module: Module): boolean {
  const isAsked = value.type === 'ArrayExpression' ? isListAsked : isSearched
  return references.every(({ node, exported }) => node === name || (!exported && isAsked(node, module)))
}

function isListAsked(node: t.Node, module: Module): boolean {
  const parents = parentsOf(module)
  const member = parents.get(node)
  if (member?.type === 'SpreadElement') return true
  if (member?.type === 'ForOfStatement') return member.right === node
  if (member?.type !== 'MemberExpression' || member.object !== node) return false
  const user = parents.get(member)
  if (user?.type === 'CallExpression' && user.callee === member)
    return !member.computed && member.property.type === 'Identifier' && ASKS.test(member.property.name)
  return !(t.isAssignmentExpression(user, { left: member }) || changes(user))
}

/** `list[0]++`, `delete list[0]`, `[list[0]] = pair`, `for (list[0] of pairs)` */
function changes(user: t.Node | undefined): boolean {
  switch (user?.type) {
    case 'UnaryExpression':
      return user.operator === 'delete'
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'ObjectProperty':
    case 'RestElement':
    case 'AssignmentPattern':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'TaggedTemplateExpression':
    case 'OptionalCallExpression':
      return true
    default:
      return false
  }
}

function isSearched(node: t.Node, module: Module): boolean {
  const call = parentsOf(module).get(node)
  if (call?.type !== 'CallExpression' || call.arguments[0] !== node || call.callee.type !== 'MemberExpression')
    return false
  const { property, computed } = call.callee
  return !computed && property.type === 'Identifier' && SEARCHES.test(property.name)
}
