import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { keyOfMember } from './slots.js'

type Elements = t.ArrayExpression['elements']

/** How statements put something more into each kind of collection, and as what it would stand in its literal. */
const ADDS: Readonly<Record<string, (name: string, args: t.Expression[]) => t.Expression[] | undefined>> = {
  Array: (name, args) => (name === 'push' ? args : undefined),
  Set: (name, args) => (name === 'add' && args.length === 1 ? args : undefined),
  Map: (name, args) => (name === 'set' && args.length === 2 ? [t.arrayExpression(args)] : undefined),
}

/** A list, set or map with all that is in it when the statements behind its declaration have run. */
export interface Filled {
  readonly node: t.VariableDeclarator
  readonly value: t.Expression
  /** How many of the statements behind its declaration that are. */
  readonly count: number
}

/**
 * `const errors = new Set(['a']); if (test) errors.add('b')` says the same as `const errors = new Set(['a', ...(test ? ['b'] : [])])`: the statements follow
 * each other, none of what they name is the collection, and nothing that they name does anything.
 */
export function filledBy(
  declarator: t.VariableDeclarator,
  behind: readonly t.Node[],
  module: Module,
): Filled | undefined {
  const { id, init } = declarator
  const kind = init ? kindOf(init, module) : undefined
  if (id.type !== 'Identifier' || !init || kind === undefined || module.format === 'script') return undefined
  if (module.scope.bindings.get(id.name)?.assigned !== false) return undefined
  const parts = behind.map(statement => elementsOf(statement, id.name, kind))
  const end = parts.indexOf(undefined)
  const count = end < 0 ? parts.length : end
  if (count === 0) return undefined
  const value = withMore(
    init,
    parts.slice(0, count).flatMap(part => part ?? []),
  )
  return { node: { ...declarator, init: value, end: behind[count - 1]?.end ?? null }, value, count }
}

/** `[…]`, `new Set()`, `new Map([…])` */
function kindOf(init: t.Expression, module: Module): string | undefined {
  if (init.type === 'ArrayExpression') return 'Array'
  if (init.type !== 'NewExpression' || init.callee.type !== 'Identifier') return undefined
  if (module.references.get(init.callee)?.binding !== undefined || !/^(Set|Map)$/.test(init.callee.name))
    return undefined
  const [content] = init.arguments
  return content === undefined || content.type === 'ArrayExpression' ? init.callee.name : undefined
}

function elementsOf(statement: t.Node | null | undefined, name: string, kind: string): Elements | undefined {
  switch (statement?.type) {
    case 'BlockStatement': {
      const parts = statement.body.map(each => elementsOf(each, name, kind))
      return parts.some(part => part === undefined) ? undefined : parts.flatMap(part => part ?? [])
    }
    case 'IfStatement': {
      const { test, consequent, alternate } = statement
      const yes = elementsOf(consequent, name, kind)
      const no = alternate ? elementsOf(alternate, name, kind) : []
      if (!yes || !no || !isIdle(test, name)) return undefined
      const { start, end, loc } = statement
      const choice = t.conditionalExpression(test, t.arrayExpression(yes), t.arrayExpression(no))
      return [Object.assign(t.spreadElement(Object.assign(choice, { start, end, loc })), { start, end, loc })]
    }
    case 'ExpressionStatement':
      return added(statement.expression, name, kind)
    default:
      return undefined
  }
}

/** `errors.add('b')` */
function added(call: t.Expression, name: string, kind: string): Elements | undefined {
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined
  if (!t.isIdentifier(call.callee.object, { name }) || !call.arguments.every(each => isIdle(each, name)))
    return undefined
  const method = keyOfMember(call.callee)
  return method === undefined ? undefined : ADDS[kind]?.(method, call.arguments as t.Expression[])
}

/** What may stand there: it does nothing, and doesn't know the collection. */
const IDLE =
  /^(?:(?:String|Numeric|Boolean|Null|RegExp)Literal|Identifier|MemberExpression|UnaryExpression|BinaryExpression|LogicalExpression|ConditionalExpression|ArrayExpression|ObjectExpression|ObjectProperty)$/

function isIdle(node: t.Node, name: string): boolean {
  let idle = true
  t.traverseFast(node, each => {
    if (!IDLE.test(each.type) || t.isIdentifier(each, { name }) || t.isUnaryExpression(each, { operator: 'delete' }))
      idle = false
  })
  return idle
}

function withMore(init: t.Expression, more: Elements): t.Expression {
  if (init.type === 'ArrayExpression') return { ...init, elements: [...init.elements, ...more] }
  const { callee, arguments: args, ...place } = init as t.NewExpression
  const { elements } = (args[0] ?? { elements: [] }) as t.ArrayExpression
  const { start, end, loc } = init
  const list = Object.assign(t.arrayExpression([...elements, ...more]), { start, end, loc })
  return { ...place, callee, arguments: [list] } as t.NewExpression
}
