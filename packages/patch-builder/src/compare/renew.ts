import type { Fn } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { kindFault } from '../verify/kinds.js'
import { type Need, unmetNeeds } from '../verify/needs.js'
import type { FunctionChange } from './functions.js'
import { Held } from './held.js'

/** Closures that stay on the code that they have: their guard can't run the new one. */
export interface Left {
  readonly fn: Fn
  readonly cell: CellMapping
  readonly needs: readonly Need[]
  /** The function around them whose next call makes closures with the new code. */
  readonly maker: Fn
}

export interface Renewal {
  /** The changes, without the cells that are left alone. */
  readonly changes: readonly FunctionChange[]
  /** Functions that are the same, and travel all the same: what they make from now on has guards that suffice. */
  readonly makers: readonly FunctionChange[]
  readonly left: readonly Left[]
  readonly held: Held
}

/**
 * A closure whose guard can't run the new code is made again by the function around it, with a guard that can. What this one can't be given
 * either, the next one around it must be.
 */
export function renew(pair: Pair, changes: readonly FunctionChange[], release: string): Renewal {
  const held = new Held(pair, changes, release)
  const cells = new Map(changes.map(change => [change.fn, new Set(change.cells)]))
  const left: Left[] = []
  const queue = [...cells.keys()]
  for (const fn of queue)
    for (const cell of cells.get(fn) as Set<CellMapping>) {
      const maker = makerOf(fn, cell, pair)
      const needs = maker === undefined ? [] : obstacles(fn, cell, pair, release)
      if (maker === undefined || (needs.length === 0 && held.by(cell) === undefined)) continue
      cells.get(fn)?.delete(cell)
      left.push({ fn, cell, needs, maker })
      const own = cells.get(maker) ?? new Set()
      for (const each of pair.cells.get(pair.ids.get(maker) as number) ?? [])
        if (makes(each, cell) && !left.some(known => known.cell === each)) own.add(each)
      cells.set(maker, own)
      queue.push(maker)
    }
  const inOrder = [...cells].map(([fn, set]) => ({ fn, cells: [...set] })).sort((a, b) => a.fn.id - b.fn.id)
  const changed = new Set(changes.map(({ fn }) => fn))
  return {
    changes: inOrder.filter(({ fn }) => changed.has(fn)),
    makers: inOrder.filter(({ fn }) => !changed.has(fn)),
    left,
    held,
  }
}

/** Closures that read the one cell make closures that read the other. */
function makes(maker: CellMapping, { cell, addedBy }: CellMapping): boolean {
  return maker.makes?.includes(cell) ?? addedBy === undefined
}

/** What keeps a closure from running the new code. */
export function obstacles(fn: Fn, cell: CellMapping, pair: Pair, release: string): Need[] {
  const born = pair.bornIn(cell)?.functionOf(cell.function)
  const kinds = born === undefined ? undefined : kindFault(born, fn)
  const needs = unmetNeeds(fn, cell, pair, release)
  return kinds === undefined ? needs : [...needs, { code: 'IASO2108', args: { function: fn.key, ...kinds } }]
}

/** The function around a closure, where a patch can put one with another guard there. */
function makerOf(fn: Fn, { cell }: CellMapping, pair: Pair): Fn | undefined {
  const { parent } = fn
  if (parent === null || fn.layout === undefined || fn.evalWithin || parent.layout === undefined || parent.evalWithin)
    return undefined
  // an earlier patch mended these closures: they would go back to the release's code
  return pair.wasSet(cell) && !pair.resumed.has(parent) ? undefined : parent
}
