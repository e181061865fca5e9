import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { Known } from '../resolve/effects.js'
import { parentsOf } from '../resolve/parents.js'

/** Statements of the constructor's own, each property set once: of `this`, or of `self`, which is `this`. */
export function settingsOf({ node }: Fn): { key: string; value: t.Expression }[] {
  if (!('body' in node) || Array.isArray(node.body) || node.body.type !== 'BlockStatement') return []
  const self = namesOfThis(node.body)
  const found = node.body.body.flatMap(statement => {
    const set = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    if (set?.type !== 'AssignmentExpression' || set.operator !== '=' || set.left.type !== 'MemberExpression') return []
    const { object, property, computed } = set.left
    const isThis = object.type === 'ThisExpression' || (object.type === 'Identifier' && self.has(object.name))
    const isOwn = isThis && !computed && property.type === 'Identifier'
    return isOwn ? [{ key: (property as t.Identifier).name, value: set.right }] : []
  })
  return found.filter(({ key }) => found.filter(each => each.key === key).length === 1)
}

/** `var self = this`, and nobody assigns it. */
function namesOfThis(body: t.BlockStatement): Set<string> {
  const declared = body.body.flatMap(each => (each.type === 'VariableDeclaration' ? each.declarations : []))
  const names = new Set(
    declared.flatMap(({ id, init }) => (t.isThisExpression(init) && t.isIdentifier(id) ? id.name : [])),
  )
  t.traverseFast(body, node => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') names.delete(node.left.name)
  })
  return names
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
    const isTaken = t.isIdentifier(node.callee.property) && TAKERS.test(node.callee.property.name)
    found.add(isTaken && !isForWhatIsThere(node, key, module) ? 'less' : 'other')
  })
  return found
}

/** `this.queue.shift() || other`, `if (this.queue.length > 0) this.queue.pop()`: there may be nothing to take. */
function isForWhatIsThere(call: t.CallExpression, key: string, module: Module): boolean {
  const up = parentsOf(module)
  if (!t.isMemberExpression(call.callee) || !t.isIdentifier(call.callee.property)) return false
  if (call.callee.property.name === 'splice') return false
  let [at, parent]: [t.Node, t.Node | undefined] = [call, up.get(call)]
  if (parent?.type === 'LogicalExpression' && parent.left === call && parent.operator !== '&&') return true
  for (; parent !== undefined && !t.isFunction(parent); [at, parent] = [parent, up.get(parent)]) {
    if (
      (t.isIfStatement(parent) || t.isConditionalExpression(parent)) &&
      parent.consequent === at &&
      isSome(parent.test, key)
    )
      return true
    if (t.isWhileStatement(parent) && parent.body === at && isSome(parent.test, key)) return true
    if (t.isLogicalExpression(parent, { operator: '&&' }) && parent.right === at && isSome(parent.left, key))
      return true
  }
  return false
}

/** `this.queue.length`, `this.queue.length > 0` */
function isSome(test: t.Node, key: string): boolean {
  if (t.isLogicalExpression(test, { operator: '&&' })) return isSome(test.left, key) || isSome(test.right, key)
  if (t.isBinaryExpression(test))
    return /^(?:>|!==?)$/.test(test.operator) && t.isNumericLiteral(test.right, { value: 0 }) && isSome(test.left, key)
  if (!t.isMemberExpression(test, { computed: false }) || !t.isIdentifier(test.property, { name: 'length' }))
    return false
  return t.isMemberExpression(test.object, { computed: false }) && t.isIdentifier(test.object.property, { name: key })
}
