import type * as t from '@babel/types'
import type { Fn, Module, Reference } from '@iaso/babel-plugin'
import { type Findings, keyOf } from '../findings.js'
import type { Pair } from '../program.js'
import { calleesOf } from './run-once.js'

/**
 * Who calls back at once and keeps nothing: array methods. Who calls back once, and is then a call in progress: promises, and the setters of
 * React's state.
 */
const AT_ONCE =
  /(^|\.)(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted|then|catch|finally)\(\)$/
const STATE_SETTER = /^set[A-Z]\w*\(\)$/

/** A closure that may still be alive, and whose code the new source doesn't have: it goes on as it is. */
export function verifyRemoved(pair: Pair, findings: Findings): void {
  noteHeldNames(pair, findings)
  for (const fn of pair.removed) {
    const key = keyOf(pair.old, fn)
    // a declaration of the top level is reported with the top level; a function within a removed one goes with it
    if (fn.parent === null && isDeclared(fn)) continue
    if (fn.parent !== null && pair.removed.includes(fn.parent)) continue
    if (mayLive(fn, pair.old)) findings.add('removed', key, 'IASO3003', null, { function: fn.key })
    else findings.edit('removed', key)
  }
}

/** A function or class of the top level that is gone, and that was more than called: someone may hold it, or its instances. */
function noteHeldNames({ old, next, removed, path }: Pair, findings: Findings): void {
  for (const binding of old.scope.bindings.values()) {
    if (next.scope.bindings.has(binding.name) || binding.imported !== undefined) continue
    const inside = removed.filter(fn => fn.node.start !== undefined && isPartOf(fn, binding.node))
    if (inside.length === 0) continue
    const isHeld =
      binding.kind === 'class' ||
      binding.references.some(({ node, exported }) => !exported && !calleesOf(old).has(node))
    if (isHeld && binding.references.some(({ exported, fn }) => !exported && !inside.includes(fn as Fn)))
      findings.add('removed', `${path}#${binding.name}`, 'IASO3003', null, { function: binding.name })
  }
}

function isPartOf(fn: Fn, name: t.Node): boolean {
  if (fn.parent === null && fn.class === null && !fn.hoisted && name.type === 'Identifier' && fn.name === name.name)
    return true
  return (fn.hoisted && 'id' in fn.node && fn.node.id === name) || fn.class?.node.id === name
}

function isDeclared(fn: Fn): boolean {
  return fn.class !== null || fn.hoisted || !(fn.name.endsWith('()') || fn.name === 'function')
}

/** Somebody may hold the function after the one around it has ended. */
export function mayLive(fn: Fn, module: Module): boolean {
  if (calleesOf(module).has(fn.node) || isOnlyCalled(fn, module)) return false
  if (AT_ONCE.test(fn.name) || STATE_SETTER.test(fn.name) || fn.kind === 'field' || fn.kind === 'static-block')
    return false
  // rendered again right after the patch: what was handed to the screen before is replaced
  return !isOfComponent(fn)
}

/** A function that the one around it gives a name, and only calls itself, is gone when that one ends. */
function isOnlyCalled({ parent, name, hoisted, node }: Fn, module: Module): boolean {
  if (!parent || parent.async || parent.generator) return false
  const binding = [...parent.bodyScope.bindings.values()].find(
    each => each.name === name && (each.kind === 'const' || (hoisted && 'id' in node && node.id === each.node)),
  )
  const isCall = ({ fn: user, node: use }: Reference) =>
    user === parent && (use === binding?.node || calleesOf(module).has(use))
  return binding?.references.every(isCall) ?? false
}

function isOfComponent(fn: Fn): boolean {
  return fn.parent !== null && /^[A-Z]/.test(fn.parent.name) && !fn.name.endsWith('()')
}
