import type { Fn } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import type { FunctionChange } from './functions.js'

/** Functions that changed, and those that the release has no counterpart of. */
export function changedOrNew(edit: { readonly pair: Pair; readonly changes: readonly FunctionChange[] }): Fn[] {
  const { next, ids, released } = edit.pair
  const changed = new Set(edit.changes.map(({ fn }) => fn))
  return next.functions.filter(fn => changed.has(fn) || !released.has(ids.get(fn) as number))
}
