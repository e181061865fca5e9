import * as t from '@babel/types'
import { type Binding, isModuleLevel } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'

const OPERATORS = new Set(['!', '-', '+', '~', 'typeof', 'void'])

/** Asks of an expression whether it gives the same value, without identity, whenever it is evaluated. */
export class PureValues {
  constructor(private readonly pair: Pair) {}

  /** The variables that it reads; undefined: it may give another value another time. */
  namesIn(pattern: t.Node, value: t.Expression): readonly Binding[] | undefined {
    const names = new Set<Binding>()
    const isSteady =
      pattern.type === 'Identifier'
        ? this.isSteady(value, names)
        : isSettings(value) && this.isSteadyPattern(pattern, names) && this.isSteady(value, names)
    return isSteady ? [...names] : undefined
  }

  /** `{ a, b: { c = 1 } }` */
  private isSteadyPattern(pattern: t.Node, names: Set<Binding>): boolean {
    if (pattern.type === 'Identifier') return true
    if (pattern.type === 'AssignmentPattern')
      return this.isSteadyPattern(pattern.left, names) && this.isSteady(pattern.right, names)
    return (
      pattern.type === 'ObjectPattern' &&
      pattern.properties.every(
        property =>
          property.type === 'ObjectProperty' &&
          !property.computed &&
          property.key.type === 'Identifier' &&
          this.isNeverAssigned(property.key.name) &&
          this.isSteadyPattern(property.value, names),
      )
    )
  }

  private isSteady(node: t.Node, names: Set<Binding>): boolean {
    const all = (...nodes: t.Node[]) => nodes.every(each => this.isSteady(each, names))
    switch (node.type) {
      case 'NumericLiteral':
      case 'StringLiteral':
      case 'BooleanLiteral':
      case 'NullLiteral':
      case 'BigIntLiteral':
        return true
      case 'RegExpLiteral':
        // others remember where they stopped
        return !/[gy]/.test(node.flags)
      case 'Identifier':
        return this.isSteadyName(node, names)
      case 'TemplateLiteral':
        return all(...node.expressions)
      case 'UnaryExpression':
        return OPERATORS.has(node.operator) && all(node.argument)
      case 'BinaryExpression':
        return node.operator !== 'in' && node.operator !== 'instanceof' && all(node.left, node.right)
      case 'LogicalExpression':
        return all(node.left, node.right)
      case 'ConditionalExpression':
        return all(node.test, node.consequent, node.alternate)
      case 'ParenthesizedExpression':
        return all(node.expression)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return (
          !node.computed &&
          node.property.type === 'Identifier' &&
          this.isNeverAssigned(node.property.name) &&
          isSettings(node.object) &&
          all(node.object)
        )
      case 'CallExpression':
        return this.isSteadyCall(node, names) && all(...node.arguments)
      case 'NewExpression':
        return this.isRegExp(node) && all(...node.arguments)
      default:
        return false
    }
  }

  private isSteadyName(node: t.Identifier, names: Set<Binding>): boolean {
    const binding = this.pair.next.references.get(node)?.binding
    if (binding === undefined) return node.name === 'undefined' || node.name === 'NaN' || node.name === 'Infinity'
    if (binding.assigned || binding.imported !== undefined) return false
    if (isModuleLevel(binding) && this.pair.old.scope.bindings.get(binding.name)?.assigned) return false
    names.add(binding)
    return true
  }

  /** `Math.min(a, b)`, `String(x)`: answers without identity. */
  private isSteadyCall({ callee }: t.CallExpression, names: Set<Binding>): boolean {
    if (t.isMemberExpression(callee) && !callee.computed && t.isIdentifier(callee.property))
      if (OF_STRINGS.test(callee.property.name)) return this.isSteady(callee.object, names)
    const isGlobal = (node: t.Node) => this.pair.next.references.get(node)?.binding === undefined
    if (callee.type === 'Identifier') return isGlobal(callee) && CALLS.has(callee.name)
    if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return false
    const name = `${callee.object.name}.${(callee.property as t.Identifier).name}`
    return isGlobal(callee.object) && (MEMBERS.has(name) || (name.startsWith('Math.') && name !== 'Math.random'))
  }

  /** `new RegExp(text)`, without the flags that make it remember where it stopped. */
  private isRegExp({ callee, arguments: [, flags] }: t.NewExpression): boolean {
    const isGlobal = t.isIdentifier(callee, { name: 'RegExp' }) && !this.pair.next.references.get(callee)?.binding
    return isGlobal && (flags === undefined || (t.isStringLiteral(flags) && !/[gy]/.test(flags.value)))
  }

  private isNeverAssigned(property: string): boolean {
    return !CHANGES.has(property) && !this.pair.assigns(property)
  }
}

/**
 * `options.max`, `config.server.port`: objects that are made once and then read. A property of any other object, of a list or an element of
 * a page, may change without an assignment.
 */
function isSettings(node: t.Node): boolean {
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') return isSettings(node.object)
  if (node.type === 'LogicalExpression') return isSettings(node.left)
  return node.type === 'Identifier' && /(options|opts|config|settings|props)$/i.test(node.name)
}

const CHANGES = new Set(['length', 'size', 'value', 'current', 'lastIndex'])

/** Methods that only strings have, and that answer strings and truths. */
const OF_STRINGS =
  /^(toLowerCase|toUpperCase|trim|trimStart|trimEnd|startsWith|endsWith|charAt|padStart|padEnd|repeat)$/
const CALLS = new Set(['String', 'Number', 'Boolean', 'parseInt', 'parseFloat', 'isNaN', 'encodeURIComponent'])
const MEMBERS = new Set(['Array.isArray', 'Number.isInteger', 'Number.isFinite', 'Number.isNaN', 'Number.parseInt'])
