import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import type { Use } from '../screen/places.js'
import type { AtOnce } from './at-once.js'
import { helperOf } from './svelte.js'

/** Functions that read a property that a component is given: `let row = $.prop($$props, 'row', …)` is called for it. */
export function readersOfProp(name: string, module: Module): Fn[] {
  const found: Fn[] = []
  t.traverseFast(module.program, node => {
    if (node.type !== 'VariableDeclarator' || node.init?.type !== 'CallExpression' || !t.isIdentifier(node.id)) return
    if (helperOf(node.init) !== 'prop' || !t.isStringLiteral(node.init.arguments[1], { value: name })) return
    for (const { binding, fn } of module.references.values())
      if (binding?.node === node.id && fn !== null && fn !== binding.owner) found.push(fn)
  })
  return found
}

/** `{ get title() { … } }`, for a component that takes its properties as a whole, or that nobody knows: who reads it there can't be told. */
export function isOpenProperty({ node }: Fn, module: Module, atOnce: AtOnce): boolean {
  if (node.type !== 'ObjectMethod' || node.kind !== 'get') return false
  const up = parentsOf(module)
  const object = up.get(node)
  const call = object && up.get(object)
  if (call?.type !== 'CallExpression' || call.arguments[1] !== object || call.callee.type !== 'Identifier') return true
  const binding = module.references.get(call.callee)?.binding
  const [component] = binding ? atOnce.functionsOf(binding, module) : []
  return component === undefined || takesWhole(component[0], component[1])
}

/** `$$props` without a dot behind it. */
function takesWhole({ node: own }: Fn, module: Module): boolean {
  const up = parentsOf(module)
  let isWhole = false
  t.traverseFast(own, node => {
    if (!t.isIdentifier(node, { name: '$$props' })) return
    const parent = up.get(node)
    if (parent === own || (parent?.type === 'MemberExpression' && !parent.computed && parent.object === node)) return
    if (parent?.type === 'CallExpression' && /^(?:push|prop)$/.test(helperOf(parent) ?? '')) return
    isWhole = true
  })
  return isWhole
}

/** `{ get title() { … } }`: asked for by its name. */
export function getterUse(node: t.Node): Use | undefined {
  if (node.type !== 'ObjectMethod' || node.kind !== 'get' || node.computed || !t.isIdentifier(node.key))
    return undefined
  return { kind: 'property', name: node.key.name }
}
