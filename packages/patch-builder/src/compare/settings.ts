import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { Known } from '../resolve/effects.js'

/** Statements of the constructor's own, each property set once. */
export function settingsOf({ node }: Fn): { key: string; value: t.Expression }[] {
  if (!('body' in node) || Array.isArray(node.body) || node.body.type !== 'BlockStatement') return []
  const found = node.body.body.flatMap(statement => {
    const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    if (set?.type !== 'AssignmentExpression' || set.operator !== '=' || set.left.type !== 'MemberExpression') return []
    const { object, property, computed } = set.left
    const isOwn = object.type === 'ThisExpression' && !computed && property.type === 'Identifier'
    return isOwn ? [{ key: (property as t.Identifier).name, value: set.right }] : []
  })
  return found.filter(({ key }) => found.filter(each => each.key === key).length === 1)
}

const TAKERS = /^(pop|shift|splice)$/

/** What code of the module does to a property beside setting it once: `less` takes away what older code may have put there. */
export function changesOf(key: string, module: Module): Set<'other' | 'less'> {
  const found = new Set<'other' | 'less'>()
  let sets = 0
  const isIt = (node: t.Node) =>
    t.isMemberExpression(node) &&
    !node.computed &&
    (t.isPrivateName(node.property)
      ? `#${node.property.id.name}`
      : node.property.type === 'Identifier' && node.property.name) === key
  t.traverseFast(module.program, node => {
    if (node.type === 'UpdateExpression' && isIt(node.argument)) found.add(node.operator === '--' ? 'less' : 'other')
    if (node.type === 'AssignmentExpression' && isIt(node.left)) {
      if (node.operator === '-=') found.add('less')
      else if (node.operator !== '=' || ++sets > 1) found.add('other')
    }
    if (node.type !== 'CallExpression' || !t.isMemberExpression(node.callee) || !isIt(node.callee.object)) return
    if (t.isIdentifier(node.callee.property) && Known.isReader(node.callee.property.name)) return
    found.add(t.isIdentifier(node.callee.property) && TAKERS.test(node.callee.property.name) ? 'less' : 'other')
  })
  return found
}
