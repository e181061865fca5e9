import * as t from '@babel/types'
import type { Fn, Reference } from '@iaso/babel-plugin'
import { helperOf, statementsOf } from './svelte.js'

/** Keys of the state that an instance takes over. */
export function keysOf({ node }: Fn): ReadonlySet<string> {
  const keys = declaratorsOf(node).flatMap(({ init }) => keyOf(init) ?? [])
  return new Set(keys)
}

export function keyOf(init: t.Node | null | undefined): string | undefined {
  if (init?.type !== 'CallExpression' || !/^(?:state|proxy)$/.test(helperOf(init) ?? '')) return undefined
  const [, key] = init.arguments
  return t.isStringLiteral(key) ? key.value : undefined
}

export function declaratorsOf(node: t.Node): t.VariableDeclarator[] {
  return statementsOf(node).flatMap(each => (each.type === 'VariableDeclaration' ? each.declarations : []))
}

export function referencesOf(name: string, component: Fn): readonly Reference[] {
  const binding = [component.scope, component.bodyScope].map(each => each.bindings.get(name)).find(each => each)
  return binding?.references ?? []
}
