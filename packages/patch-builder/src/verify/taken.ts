import type * as t from '@babel/types'
import type { Binding, Fn } from '@iaso/babel-plugin'

/** The parameter that an argument becomes, or what is known without. */
export function takenBy({ node, scope, uses }: Fn, at: number): Binding | 'call' | 'lasting' {
  if (uses.arguments || !('params' in node)) return 'lasting'
  const params: readonly t.Node[] = node.params
  const param = params[at]
  if (param === undefined) return params.at(-1)?.type === 'RestElement' ? 'lasting' : 'call'
  const own = param.type === 'AssignmentPattern' ? param.left : param
  return (own.type === 'Identifier' ? scope.bindings.get(own.name) : undefined) ?? 'lasting'
}
