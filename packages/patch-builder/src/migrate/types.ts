import type * as t from '@babel/types'
import type { Binding, Module } from '@iaso/babel-plugin'
import { declarationOf } from '../verify/initial-values.js'

/** Classes whose instances TypeScript's library has types for, by their number of type parameters. */
const GENERIC: Readonly<Record<string, number>> = { Map: 2, WeakMap: 2, Set: 1, WeakSet: 1, Array: 1, Promise: 1 }

/** A type in TypeScript for a variable that no type can be imported for: what its first value, or what makes it, tells. */
export function typeOf(binding: Binding, module: Module): string {
  const declaration = declarationOf(binding, module)
  if (binding.kind === 'function') return '(...args: any[]) => any'
  if (declaration?.type !== 'VariableDeclarator' || declaration.id.type !== 'Identifier') return 'any'
  return declaration.init ? typeOfValue(declaration.init, module) : 'any'
}

function typeOfValue(value: t.Expression, module: Module): string {
  switch (value.type) {
    case 'NumericLiteral':
      return 'number'
    case 'StringLiteral':
    case 'TemplateLiteral':
      return 'string'
    case 'BooleanLiteral':
      return 'boolean'
    case 'ArrayExpression':
      return 'any[]'
    case 'ObjectExpression':
      return 'Record<string, any>'
    case 'RegExpLiteral':
      return 'RegExp'
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return '(...args: any[]) => any'
    case 'NewExpression':
      return typeOfInstance(value, module)
    default:
      return 'any'
  }
}

function typeOfInstance({ callee }: t.NewExpression, module: Module): string {
  const parameters =
    callee.type === 'Identifier' && module.references.get(callee)?.binding === undefined
      ? GENERIC[callee.name]
      : undefined
  return parameters === undefined
    ? 'any'
    : `${(callee as t.Identifier).name}<${Array(parameters).fill('any').join(', ')}>`
}
