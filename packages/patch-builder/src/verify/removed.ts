import type { Fn } from '@iaso/babel-plugin'
import { type Findings, keyOf } from '../findings.js'
import type { Pair } from '../program.js'

/**
 * Who calls back at once and keeps nothing: array methods. Who calls back once, and is then a call in progress: promises, and the setters of
 * React's state.
 */
const AT_ONCE = /\.(map|filter|forEach|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted|then|catch|finally)\(\)$/
const STATE_SETTER = /^set[A-Z]\w*\(\)$/

/** A closure that may still be alive, and whose code the new source doesn't have: it goes on as it is. */
export function verifyRemoved(pair: Pair, findings: Findings): void {
  for (const fn of pair.removed) {
    const key = keyOf(pair.old, fn)
    // a declaration of the top level is reported with the top level; a function within a removed one goes with it
    if (fn.parent === null && isDeclared(fn)) continue
    if (fn.parent !== null && pair.removed.includes(fn.parent)) continue
    if (mayLive(fn)) findings.add('removed', key, 'IASO3003', null, { function: fn.key })
    else findings.edit('removed', key)
  }
}

function isDeclared(fn: Fn): boolean {
  return fn.class !== null || fn.hoisted || !(fn.name.endsWith('()') || fn.name === 'function')
}

function mayLive(fn: Fn): boolean {
  if (AT_ONCE.test(fn.name) || STATE_SETTER.test(fn.name) || fn.kind === 'field' || fn.kind === 'static-block') return false
  // rendered again right after the patch: what was handed to the screen before is replaced
  return !isOfComponent(fn)
}

function isOfComponent(fn: Fn): boolean {
  return fn.parent !== null && /^[A-Z]/.test(fn.parent.name) && !fn.name.endsWith('()')
}
