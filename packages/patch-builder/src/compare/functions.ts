import type { Fn } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import { inlineShape, type Pair } from '../program.js'
import { isOutdated } from '../resolve/outdated.js'
import { remadeFor } from '../resolve/remade.js'
import { revaluedIn } from '../resolve/revalued.js'

/** A function of the new source that does something else than what closures in a client run by themselves. */
export interface FunctionChange {
  readonly fn: Fn
  /** Cells to be set: those whose own code is another. */
  readonly cells: readonly CellMapping[]
}

export interface FunctionComparison {
  readonly changed: readonly FunctionChange[]
  /** Changed, but without a guard. */
  readonly unguarded: readonly Fn[]
}

/**
 * @param reads what names of others mean to a function, where that is not what they mean in the release
 * @param all every function counts as changed
 */
export function compareFunctions(pair: Pair, reads: ReadonlyMap<Fn, string>, all = false): FunctionComparison {
  const changed: FunctionChange[] = []
  const unguarded: Fn[] = []
  for (const fn of pair.next.functions) {
    const id = pair.ids.get(fn) as number
    const shape = inlineShape(fn, pair.next, pair.ids, reads.get(fn))
    const cells = (pair.cells.get(id) ?? []).filter(
      cell => all || cell.inline !== shape || holdsOldValues(fn, cell, pair) || holdsOldHelpers(fn, cell, pair),
    )
    if (cells.length > 0) changed.push({ fn, cells })
    const released = pair.released.get(id)
    if (released === undefined || released.skipped === undefined) continue
    if (inlineShape(released, pair.old, releasedIds(pair)) !== shape) unguarded.push(fn)
  }
  return { changed, unguarded }
}

/** A variable of the code around got another first value, which can be made again inside. */
export function holdsOldValues(fn: Fn, cell: CellMapping, pair: Pair): boolean {
  return (
    fn.captured.some(binding => revaluedIn(fn, binding, cell, pair) !== undefined) &&
    fn.captured.some(binding => revaluedIn(fn, binding, cell, pair) && remadeFor(fn, cell, pair).bindings.has(binding))
  )
}

/** It calls a helper whose guard can't run the new code, and which can be made again inside. */
function holdsOldHelpers(fn: Fn, cell: CellMapping, pair: Pair): boolean {
  const old = fn.captured.filter(binding => isOutdated(binding, pair))
  return old.length > 0 && old.some(binding => remadeFor(fn, cell, pair).bindings.has(binding))
}

const idMaps = new WeakMap<Pair, Map<Fn, number>>()

export function releasedIds(pair: Pair): Map<Fn, number> {
  let ids = idMaps.get(pair)
  if (ids === undefined) {
    ids = new Map(pair.old.functions.map(fn => [fn, fn.id]))
    idMaps.set(pair, ids)
  }
  return ids
}
