import * as t from '@babel/types'
import { type Fn, type Module, oncePerModule } from '@iaso/babel-plugin'
import { callsWith } from '../verify/calls.js'

/** Handed to a call, called where it stands, or a helper that is only called. */
export function isRun(fn: Fn, module: Module): boolean {
  return callsWith(module).has(fn.node) || callOf(fn.node, module) !== undefined || isOnlyCalled(fn, module)
}

function isOnlyCalled({ node, parent }: Fn, module: Module): boolean {
  const binding = [...(parent?.bodyScope.bindings.values() ?? [])].find(each => module.named.get(each.node) === node)
  return (
    binding?.references.every(
      ({ node: use }) => use === binding.node || callOf(use, module) !== undefined || callsWith(module).has(use),
    ) ?? false
  )
}

export function isGlobal(node: t.Node, module: Module, matches: (name: string) => boolean): boolean {
  return node.type === 'Identifier' && matches(node.name) && module.references.get(node)?.binding === undefined
}

/** `(function () { … })()` */
export function callOf(node: t.Node, module: Module): t.CallExpression | undefined {
  return callsIn(module).get(node)
}

/** Calls, by what is called. */
const callsIn = oncePerModule(({ program }) => {
  const calls = new Map<t.Node, t.CallExpression>()
  t.traverseFast(program, each => {
    if (each.type === 'CallExpression') calls.set(each.callee, each)
  })
  return calls
})
