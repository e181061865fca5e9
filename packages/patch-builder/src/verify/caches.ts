import * as t from '@babel/types'
import { type Binding, isModuleLevel, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { functionNamed } from './functions-of.js'

/** `cache.set(key, price(item))`: what the old code answered is still in there. */
export function keepsOldResults({ pair, changes, topLevel }: Edited, findings: Findings): void {
  const { next, old } = pair
  const changed = new Set(changes.map(({ fn }) => fn))
  t.traverseFast(next.program, node => {
    const kept = storeOf(node)
    if (kept === undefined) return
    const store = next.references.get(kept.store)?.binding
    if (
      store === undefined ||
      !outlives(store) ||
      topLevel.extensions.has(store.name) ||
      !old.scope.bindings.has(store.name)
    )
      return
    const call = callOf(kept.value, next)
    const maker = call === undefined ? undefined : functionNamed(call.callee, next)
    if (maker !== undefined && changed.has(maker) && !findings.has('IASO3006', next.path, store.name))
      findings.add('changed', keyOf(next, maker), 'IASO3006', maker.node, { function: maker.key, name: store.name })
  })
}

/** A variable of the module is there for as long as the program runs. */
function outlives(store: Binding): boolean {
  return isModuleLevel(store) && store.imported === undefined
}

/** `store.set(k, value)`, `store[k] = value`, `store[k] ??= value` */
function storeOf(node: t.Node): { store: t.Identifier; value: t.Node } | undefined {
  if (node.type === 'AssignmentExpression') {
    const { left, right } = node
    return left.type === 'MemberExpression' && left.computed && left.object.type === 'Identifier'
      ? { store: left.object, value: right }
      : undefined
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined
  const { object, property } = node.callee
  const value = node.arguments[1]
  const isSet = property.type === 'Identifier' && property.name === 'set' && value !== undefined
  return isSet && object.type === 'Identifier' ? { store: object, value } : undefined
}

/** The call that the value is, or that the variable holding it was made by. */
function callOf(value: t.Node, module: Module): t.CallExpression | undefined {
  const own = value.type === 'AwaitExpression' ? value.argument : value
  if (own.type === 'CallExpression') return own
  const binding = own.type === 'Identifier' ? module.references.get(own)?.binding : undefined
  if (binding === undefined) return undefined
  let call: t.CallExpression | undefined
  t.traverseFast(binding.owner?.node ?? module.program, node => {
    if (node.type === 'VariableDeclarator' && node.id === binding.node && node.init?.type === 'CallExpression')
      call = node.init
  })
  return call
}
