import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
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

const calls = new WeakMap<Module, Map<t.Node, t.CallExpression>>()

/** `(function () { … })()` */
export function callOf(node: t.Node, module: Module): t.CallExpression | undefined {
  let found = calls.get(module)
  if (found === undefined) {
    const made = new Map<t.Node, t.CallExpression>()
    t.traverseFast(module.program, each => {
      if (each.type === 'CallExpression') made.set(each.callee, each)
    })
    calls.set(module, made)
    found = made
  }
  return found.get(node)
}
