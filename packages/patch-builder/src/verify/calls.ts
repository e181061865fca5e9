import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'

export type Call = t.CallExpression | t.NewExpression
const calls = new WeakMap<Module, Map<t.Node, Call>>()

/** The call that a node is an argument of. */
export function callsWith(module: Module): ReadonlyMap<t.Node, Call> {
  let found = calls.get(module)
  if (found === undefined) {
    const made = new Map<t.Node, Call>()
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
      for (const argument of node.arguments) made.set(argument, node)
    })
    calls.set(module, made)
    found = made
  }
  return found
}
