import * as t from '@babel/types'
import type { Binding, Module } from './model.js'
import { oncePerModule } from './once-per-module.js'

/** Where the functions of a module stand. */
export interface Uses {
  readonly callees: ReadonlySet<t.Node>
  /** What is handed to a call → the call. */
  readonly arguments: ReadonlyMap<t.Node, t.CallExpression | t.NewExpression>
  /** Initial value → the name that has it. */
  readonly names: ReadonlyMap<t.Node, t.Node>
  /** By the name in their declaration. */
  readonly bindings: ReadonlyMap<t.Node, Binding>
}

export const usesIn = oncePerModule(findUses)

function findUses({ program, references }: Module): Uses {
  const handed = new Map<t.Node, t.CallExpression | t.NewExpression>()
  const callees = new Set<t.Node>()
  const names = new Map<t.Node, t.Node>()
  const bindings = new Map<t.Node, Binding>()
  for (const { binding } of references.values()) if (binding !== undefined) bindings.set(binding.node, binding)
  t.traverseFast(program, node => {
    if (node.type === 'VariableDeclarator' && node.init && node.id.type === 'Identifier') names.set(node.init, node.id)
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
    callees.add(node.callee)
    for (const each of node.arguments) handed.set(each, node)
  })
  return { callees, arguments: handed, names, bindings }
}
