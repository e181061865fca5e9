import { NO_CODE } from '../compare/direct.js'
import type { FunctionChange } from '../compare/functions.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair } from '../program.js'
import { hookSequence } from './hooks.js'
import { kindFault } from './kinds.js'
import { unmetNeeds } from './needs.js'

/**
 * Can the guards that are out there run the new code?
 *
 * @param isShown an adapter fits what is on the screen to other hooks, or nothing is on a screen
 * @param isDirect whoever passes more than the guard hands on calls the new code itself
 */
export function verifyChange(
  { fn, cells }: FunctionChange,
  pair: Pair,
  release: string,
  isDirect: boolean,
  isShown: boolean,
  findings: Findings,
): void {
  const key = keyOf(pair.next, fn)
  findings.edit('changed', key)
  const refuse = (code: Parameters<Findings['add']>[2], args: Record<string, string>) =>
    findings.add('changed', key, code, fn.node, args)
  for (const cell of cells)
    for (const { code, args } of unmetNeeds(fn, cell, pair, release))
      if (code !== 'IASO2107' || !(isDirect || cell.inline === NO_CODE)) refuse(code, args)
  if (fn.skipped !== undefined) refuse('IASO2109', { function: fn.key, reason: fn.skipped })
  else if (fn.evalWithin) refuse('IASO2109', { function: fn.key, reason: 'IASO4001' })
  for (const cell of cells) {
    const born = pair.bornIn(cell)?.functionOf(cell.function)
    const kinds = born === undefined ? undefined : kindFault(born, fn)
    if (kinds !== undefined) refuse('IASO2108', { function: fn.key, ...kinds })
  }
  const released = pair.released.get(pair.ids.get(fn) as number)
  if (released === undefined || isShown) return
  const hooks = { before: hookSequence(released, pair.old), after: hookSequence(fn, pair.next) }
  if (hooks.before !== hooks.after)
    refuse('IASO2110', { function: fn.key, before: hooks.before || 'none', after: hooks.after || 'none' })
}
