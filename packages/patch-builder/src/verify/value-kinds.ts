import type * as t from '@babel/types'

export type Kind =
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

/** In the words of a report. */
export const KIND_TEXTS: Readonly<Record<string, string>> = {
  nothing: '`null` or `undefined`',
  array: 'an array',
  object: 'a plain object',
  function: 'a function',
  text: 'a text',
  number: 'a number',
  boolean: 'a boolean',
  pattern: 'a regular expression',
}

export const PRIMITIVE: ReadonlySet<Kind> = new Set(['text', 'number', 'boolean'])

/** What a value may be, as far as its expression shows. */
export function valueKinds(value: t.Node): Kind[] {
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
    default:
      return [LITERALS[value.type] ?? 'unknown']
  }
}

const UNARY: Readonly<Record<string, Kind>> = { void: 'nothing', '!': 'boolean', '-': 'number', '+': 'number' }

const LITERALS: Readonly<Record<string, Kind>> = {
  NullLiteral: 'nothing',
  ArrayExpression: 'array',
  ObjectExpression: 'object',
  FunctionExpression: 'function',
  ArrowFunctionExpression: 'function',
  StringLiteral: 'text',
  TemplateLiteral: 'text',
  NumericLiteral: 'number',
  BooleanLiteral: 'boolean',
  RegExpLiteral: 'pattern',
}
