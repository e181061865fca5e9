import type { Fn } from '@iaso/babel-plugin'
import { type Findings, keyOf } from '../findings.js'
import type { Pair } from '../program.js'

/**
 * Calls in progress end in old code.
 *
 * @param began the function whose call began what a closure belongs to
 * @returns whether that is so
 */
export function noteHeld(began: Fn | undefined, { next }: Pair, findings: Findings): boolean {
  if (began !== undefined) findings.add('changed', keyOf(next, began), 'IASO3040', began.node, { function: began.key })
  return began !== undefined
}
