import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'

const indexes = new WeakMap<Module, Map<string, number>>()

/** How often a function's own code (or the module's) declares a name, used or not: blocks may declare it again. */
export function declarationsOf(module: Module, owner: Fn | null, name: string): number {
  let index = indexes.get(module)
  if (index === undefined) {
    index = new Map()
    count(module.program, null, module, index)
    indexes.set(module, index)
  }
  return index.get(keyOf(owner, name)) ?? 0
}

function keyOf(owner: Fn | null, name: string): string {
  return `${owner?.id ?? -1} ${name}`
}

/** A function's name is declared in the code around it. */
function count(node: t.Node, owner: Fn | null, module: Module, index: Map<string, number>): void {
  for (const name of namesIn(node)) index.set(keyOf(owner, name), (index.get(keyOf(owner, name)) ?? 0) + 1)
  const inner = fnOf(module).get(node) ?? owner
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
    for (const each of Array.isArray(child) ? child : [child]) if (each) count(each, inner, module, index)
  }
}

function namesIn(node: t.Node): string[] {
  if (node.type === 'VariableDeclarator') return Object.keys(t.getBindingIdentifiers(node.id))
  if (node.type === 'CatchClause') return node.param ? Object.keys(t.getBindingIdentifiers(node.param)) : []
  const isNamed = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration'
  return isNamed && node.id ? [node.id.name] : []
}
