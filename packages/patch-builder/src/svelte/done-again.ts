import * as t from '@babel/types'
import type { Binding, Fn, Module } from '@iaso/babel-plugin'
import { mentions } from '../emit/own-code.js'
import { parentsOf } from '../resolve/parents.js'
import { helperOf, statementsOf } from './svelte.js'
import { declaratorsOf, keyOf, referencesOf } from './variables.js'

const COUNTS = /^(?:push|unshift|pop|shift|splice|reverse|sort|add|delete)$/

/** What is done once for each instance: a person may have come further since. Effects run again whenever what they read changes, so they are made for that. */
export function isMountedAgain({ node }: Fn, module: Module): boolean {
  return statementsOf(node).some(statement => {
    const call = statement.type === 'ExpressionStatement' ? statement.expression : undefined
    if (call?.type !== 'CallExpression' || helperOf(call) !== undefined) return false
    const imported = importedBy(call, module)
    // `Child($$anchor, …)`, a snippet
    if (t.isIdentifier(call.arguments[0]) && /^(?:\$\$anchor|node(?:_\d+)?)$/.test(call.arguments[0].name)) return false
    return imported?.source !== 'svelte' || imported.name === 'onMount'
  })
}

function importedBy({ callee }: t.CallExpression, module: Module): Binding['imported'] {
  return t.isIdentifier(callee) ? module.references.get(callee)?.binding?.imported : undefined
}

/** State that is kept, and that code which runs again makes another of: `onMount(() => items.push(first))`. */
export function doneAgain(component: Fn, module: Module): string[] {
  return declaratorsOf(component.node).flatMap(({ id, init }) => {
    if (keyOf(init) === undefined || !t.isIdentifier(id)) return []
    const isAgain = referencesOf(id.name, component).some(
      ({ node, fn }) => fn !== null && runsAgain(fn, component, module) && isCounted(node, id.name, module),
    )
    return isAgain ? [`what its effects do to ${id.name}, once more`] : []
  })
}

/** The component's own code, and what it hands to effects. */
function runsAgain(fn: Fn, component: Fn, module: Module): boolean {
  if (fn === component) return true
  const call = parentsOf(module).get(fn.node)
  if (call?.type === 'CallExpression' && call.arguments[0] === fn.node) {
    const imported = importedBy(call, module)
    if (/^user_(?:pre_)?effect$/.test(helperOf(call) ?? '')) return true
    if (imported?.source === 'svelte' && /^(?:onMount|onDestroy)$/.test(imported.name)) return true
  }
  return fn.parent !== null && runsAgain(fn.parent, component, module) && fn.parent !== component
}

/** What it is afterwards depends on what it was. */
function isCounted(node: t.Node, name: string, module: Module): boolean {
  const up = parentsOf(module)
  const call = up.get(node)
  if (call?.type === 'CallExpression' && call.arguments[0] === node) {
    const helper = helperOf(call) ?? ''
    if (/^update/.test(helper)) return true
    if (helper === 'set') return call.arguments.slice(1).some(each => mentions(each, name))
    if (helper === 'get') return isChangedInPlace(call, module)
  }
  return isChangedInPlace(node, module)
}

/** `items.push(…)`, `form.count += 1` */
function isChangedInPlace(node: t.Node, module: Module): boolean {
  const up = parentsOf(module)
  let at = node
  for (let next = up.get(at); next?.type === 'MemberExpression' && next.object === at; next = up.get(at)) at = next
  if (at.type !== 'MemberExpression' || at === node) return false
  const parent = up.get(at)
  if (parent?.type === 'UpdateExpression') return true
  if (parent?.type === 'AssignmentExpression') return parent.left === at && parent.operator !== '='
  return (
    parent?.type === 'CallExpression' &&
    parent.callee === at &&
    t.isIdentifier(at.property) &&
    COUNTS.test(at.property.name)
  )
}
