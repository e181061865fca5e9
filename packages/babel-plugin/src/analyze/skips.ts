import type * as t from '@babel/types'
import { hasIgnoreComment } from './comments.js'
import type { Fn, Module } from './model.js'
import { readAsText } from './texts.js'

/** Functions that get no guard, each with the code that says why. */
export function findSkips(module: Module): void {
  const texts = readAsText(module)
  for (const fn of module.functions)
    fn.skipped = module.eval ? 'IASO4001' : (reason(fn) ?? (texts.has(fn) ? 'IASO4008' : undefined))
}

function reason(fn: Fn): string | undefined {
  if (hasIgnoreComment(fn)) return 'IASO4006'
  if (fn.with) return 'IASO4002'
  if (fn.eval || (fn.parent !== null && standsInSloppyEval(fn.parent))) return 'IASO4001'
  if (fn.kind === 'field' && isAnonymousFunction((fn.node as t.ClassProperty).value as t.Node)) return 'IASO4007'
  return undefined
}

/** A sloppy direct `eval` may declare names that hide what inner functions mean. */
function standsInSloppyEval(outer: Fn): boolean {
  for (let fn: Fn | null = outer; fn !== null; fn = fn.parent) if (fn.eval && !fn.strict) return true
  return false
}

/** A function, arrow or class that takes its name from where it stands. */
function isAnonymousFunction(node: t.Node): boolean {
  if (node.type === 'ParenthesizedExpression') return isAnonymousFunction(node.expression)
  return (
    node.type === 'ArrowFunctionExpression' ||
    ((node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node.id)
  )
}

/** … and has none of its own: V8 gives a computed property's name even to a class with a static member of that name. */
export function takesName(node: t.Node): boolean {
  return isAnonymousFunction(node) && !(node.type === 'ClassExpression' && node.body.body.some(isOwnName))
}

function isOwnName(member: t.ClassBody['body'][number]): boolean {
  if (!('key' in member) || !member.static || ('computed' in member && member.computed)) return false
  const { key } = member
  return (key.type === 'Identifier' && key.name === 'name') || (key.type === 'StringLiteral' && key.value === 'name')
}
