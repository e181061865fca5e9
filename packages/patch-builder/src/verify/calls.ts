import * as t from '@babel/types'
import { oncePerModule } from '@iaso/babel-plugin'

export type Call = t.CallExpression | t.NewExpression

/** The call that a node is an argument of. */
export const callsWith = oncePerModule(({ program }): ReadonlyMap<t.Node, Call> => {
  const calls = new Map<t.Node, Call>()
  t.traverseFast(program, node => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
    for (const argument of node.arguments) calls.set(argument, node)
  })
  return calls
})
