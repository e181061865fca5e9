import * as t from '@babel/types'
import type { Binding, Module } from '@iaso/babel-plugin'
import { calleesOf } from '../verify/run-once.js'

/** Whoever calls back at once and keeps nothing may be handed another copy each time. */
const AT_ONCE =
  /^(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted)$/

/** Nobody can tell one such function from another copy. */
export function isOnlyCalled({ references, node: name }: Binding, module: Module): boolean {
  return references.every(({ node, exported }) => node === name || (!exported && isCall(node, module)))
}

function isCall(node: t.Node, module: Module): boolean {
  return calleesOf(module).has(node) || callbacksOf(module).has(node)
}

const callbacks = new WeakMap<Module, Set<t.Node>>()

/** First arguments of array methods, and handlers in Vue's templates, which may be others each time. */
function callbacksOf(module: Module): ReadonlySet<t.Node> {
  let found = callbacks.get(module)
  if (found === undefined) {
    const made = new Set<t.Node>()
    for (const { node } of module.functions) if (isVueRender(node)) noteHandlers(node, made)
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed) return
      const { property } = node.callee
      if (property.type === 'Identifier' && AT_ONCE.test(property.name) && node.arguments[0])
        made.add(node.arguments[0])
    })
    callbacks.set(module, made)
    found = made
  }
  return found
}

/** `(_ctx, _cache) => …` */
function isVueRender(node: t.Node): boolean {
  return t.isFunction(node) && ['_ctx', '_cache'].every((name, at) => t.isIdentifier(node.params[at], { name }))
}

/** `{ onClick: send }` */
function noteHandlers(render: t.Node, found: Set<t.Node>): void {
  t.traverseFast(render, node => {
    const isHandler = node.type === 'ObjectProperty' && t.isIdentifier(node.key) && /^on[A-Z]/.test(node.key.name)
    if (isHandler && node.value.type === 'Identifier') found.add(node.value)
  })
}
