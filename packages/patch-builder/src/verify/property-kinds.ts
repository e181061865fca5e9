import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { isDirect } from './properties.js'

/** By property: the kinds of value that code gives it, and whether it gives others, too. */
type Kinds = ReadonlyMap<string, ReadonlySet<Kind>>
type Kind =
  | 'nothing'
  | 'array'
  | 'object'
  | 'function'
  | 'text'
  | 'number'
  | 'boolean'
  | 'pattern'
  | 'unknown'
  | `new ${string}`

/**
 * A property held a kind of value that the new code gives it no more, and changed code reads it: `this.items = []` that became a `new Set()`,
 * a `null` that the new code needn't expect. Objects made before hold it still.
 */
export function readsOtherKinds({ pair, changes }: Edited, findings: Findings): void {
  const gone = goneKinds(kindsOf(pair.old), kindsOf(pair.next))
  if (gone.size === 0) return
  for (const { fn } of changes)
    for (const property of readsOf(fn.node)) {
      const kind = gone.get(property)
      if (kind !== undefined)
        findings.add('changed', keyOf(pair.next, fn), 'IASO3091', fn.node, {
          property,
          function: fn.key,
          kind: TEXT[kind] ?? kind,
        })
    }
}

const TEXT: Partial<Record<Kind, string>> = {
  nothing: '`null` or `undefined`',
  array: 'an array',
  object: 'a plain object',
  function: 'a function',
  text: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  pattern: 'a regular expression',
}

function goneKinds(old: Kinds, next: Kinds): Map<string, Kind> {
  const gone = new Map<string, Kind>()
  for (const [property, before] of old) {
    const after = next.get(property)
    const kind = after && [...before].find(each => isMissed(each, before, after))
    if (kind !== undefined) gone.set(property, kind)
  }
  return gone
}

/** What isn't known may be nothing, too; and one text or number does where another is expected. */
function isMissed(kind: Kind, before: ReadonlySet<Kind>, after: ReadonlySet<Kind>): boolean {
  if (kind === 'unknown' || after.has(kind)) return false
  if (kind === 'nothing') return !after.has('unknown')
  return (
    !PRIMITIVE.has(kind) || [...after].some(each => !before.has(each) && each !== 'nothing' && !PRIMITIVE.has(each))
  )
}

const PRIMITIVE: ReadonlySet<Kind> = new Set(['text', 'number', 'boolean'])

/** What stands outside of functions is compared, and written, as data. */
function kindsOf(module: Module): Kinds {
  const found = new Map<string, Set<Kind>>()
  const add = (key: t.Node, value: t.Node | null | undefined): void => {
    const name = nameOf(key)
    if (name === undefined) return
    const kinds = found.get(name) ?? new Set()
    found.set(name, kinds)
    for (const kind of value ? valueKinds(value) : (['nothing'] as const)) kinds.add(kind)
  }
  for (const { parent, node } of module.functions) if (parent === null) addWrites(node, add)
  t.traverseFast(module.program, node => {
    if ((node.type === 'ClassProperty' && !node.computed) || node.type === 'ClassPrivateProperty')
      if (!node.static) add(node.key, node.value)
  })
  return found
}

function addWrites(root: t.Node, add: (key: t.Node, value: t.Node | null) => void): void {
  const passed = new Set<t.Node>()
  t.traverseFast(root, node => {
    if (node.type === 'CallExpression' && isDirect(node)) for (const each of node.arguments) passed.add(each)
    if (node.type === 'AssignmentExpression' && isPlainMember(node.left))
      add(node.left.property, node.operator === '=' ? node.right : UNKNOWN)
    if (node.type === 'UpdateExpression' && isPlainMember(node.argument)) add(node.argument.property, NUMBER)
    if (node.type === 'UnaryExpression' && node.operator === 'delete' && isPlainMember(node.argument))
      add(node.argument.property, null)
    if (node.type === 'ObjectExpression' && !passed.has(node))
      for (const property of node.properties)
        if (property.type === 'ObjectProperty' && !property.computed) add(property.key, property.value)
  })
}

const UNKNOWN = t.identifier('unknown')
const NUMBER = t.numericLiteral(0)

function valueKinds(value: t.Node): Kind[] {
  switch (value.type) {
    case 'ConditionalExpression':
      return [...valueKinds(value.consequent), ...valueKinds(value.alternate)]
    case 'LogicalExpression':
      return [...valueKinds(value.left), ...valueKinds(value.right)]
    case 'AssignmentExpression':
      return valueKinds(value.right)
    case 'NewExpression':
      return [value.callee.type === 'Identifier' ? `new ${value.callee.name}` : 'unknown']
    case 'UnaryExpression':
      return [UNARY[value.operator] ?? 'unknown']
    case 'Identifier':
      return [value.name === 'undefined' ? 'nothing' : 'unknown']
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return ['function']
    default:
      return [LITERALS[value.type] ?? 'unknown']
  }
}

const UNARY: Readonly<Record<string, Kind>> = { void: 'nothing', '!': 'boolean', '-': 'number', '+': 'number' }
const LITERALS: Readonly<Record<string, Kind>> = {
  NullLiteral: 'nothing',
  ArrayExpression: 'array',
  ObjectExpression: 'object',
  StringLiteral: 'text',
  TemplateLiteral: 'text',
  NumericLiteral: 'number',
  BooleanLiteral: 'boolean',
  RegExpLiteral: 'pattern',
}

function readsOf(root: t.Node): Set<string> {
  const found = new Set<string>()
  const targets = new Set<t.Node>()
  t.traverseFast(root, node => {
    if (node.type === 'AssignmentExpression' && node.operator === '=') targets.add(node.left)
    if (
      (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') &&
      !targets.has(node) &&
      !node.computed
    ) {
      const name = nameOf(node.property)
      if (name !== undefined) found.add(name)
    }
  })
  return found
}

function isPlainMember(node: t.Node): node is t.MemberExpression {
  return node.type === 'MemberExpression' && !node.computed
}

function nameOf(key: t.Node): string | undefined {
  if (key.type === 'PrivateName') return `#${key.id.name}`
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
}
