import * as t from '@babel/types'
import type { Module } from './model.js'

const parents = new WeakMap<Module, Map<t.Node, t.Node>>()

/** Each node's parent. */
export function parentsOf(module: Module): ReadonlyMap<t.Node, t.Node> {
  let found = parents.get(module)
  if (found === undefined) {
    const made = new Map<t.Node, t.Node>()
    const visit = (node: t.Node): void => {
      for (const key of t.VISITOR_KEYS[node.type] ?? []) {
        const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
        for (const each of Array.isArray(child) ? child : [child])
          if (each) {
            made.set(each, node)
            visit(each)
          }
      }
    }
    visit(module.program)
    parents.set(module, made)
    found = made
  }
  return found
}
