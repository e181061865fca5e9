import { type Fn, isWithin, type Module } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { remadeFor } from '../resolve/remade.js'
import { revaluedIn } from '../resolve/revalued.js'
import { callsWith } from '../verify/calls.js'
import { kindFault } from '../verify/kinds.js'
import { lifetimeOf } from '../verify/lifetime.js'
import { type Need, unmetNeeds } from '../verify/needs.js'
import type { FunctionChange } from './functions.js'

interface Unfit {
  /** Id of the function whose call began it. */
  readonly began: number
  readonly cell: CellMapping
}

/**
 * Operations that end in the code that they began with. Where one of their closures can't go on in the new code, or is gone from it, none
 * does: they would not fit each other.
 */
export class Held {
  /** Ids of the functions whose calls began them. */
  private readonly began: ReadonlySet<number>

  constructor(
    private readonly pair: Pair,
    changes: readonly FunctionChange[],
    release: string,
  ) {
    const unfit = [...this.unfit(changes, release), ...this.revalued()]
    const found = new Set([...unfit.map(({ began }) => began), ...this.gone()])
    const later = new Set(unfit.filter(({ cell }) => cell.addedBy !== undefined).map(({ began }) => began))
    this.began = new Set([...found].filter(id => this.canHold(id, changes, later.has(id))))
  }

  /** The function whose call began what closures that read the cell belong to, if they end in the code that they have. */
  by(cell: CellMapping): Fn | undefined {
    const began = this.began.size === 0 || this.pair.wasSet(cell.cell) ? undefined : this.beginOf(cell)
    return began !== undefined && this.began.has(began) ? this.nextOf(began) : undefined
  }

  /** The same for a function that the new source doesn't have. */
  byReleased(fn: Fn): Fn | undefined {
    const began = this.beginOfReleased(fn)
    return began !== undefined && this.began.has(began) ? this.nextOf(began) : undefined
  }

  private nextOf(id: number): Fn | undefined {
    const { next, ids } = this.pair
    return next.functions.find(fn => ids.get(fn) === id)
  }

  private beginOf(cell: CellMapping): number | undefined {
    const born = this.pair.bornIn(cell)
    const made = born?.functionOf(cell.function)
    if (born === undefined || made === undefined || made.parent === null) return undefined
    return lifetimeOf(made, born.module) === 'operation' ? born.idOf(beganIn(made, born.module)) : undefined
  }

  private beginOfReleased(fn: Fn): number | undefined {
    const { old } = this.pair
    return fn.parent !== null && lifetimeOf(fn, old) === 'operation' ? beganIn(fn, old).id : undefined
  }

  /** Their guards can't run the new code. */
  private unfit(changes: readonly FunctionChange[], release: string): Unfit[] {
    return changes.flatMap(({ fn, cells }) => cells.flatMap(cell => this.unfitBy(fn, cell, release)))
  }

  private unfitBy(fn: Fn, cell: CellMapping, release: string): Unfit[] {
    if (unmetNeeds(fn, cell, this.pair, release).length === 0 && !this.isOfOtherKind(fn, cell)) return []
    const began = this.beginOf(cell)
    if (began !== undefined) return [{ began, cell }]
    const { parent } = fn
    if (parent === null || this.isLasting(cell)) return []
    // a callback that is gone with its call: whoever makes the next one must be able to
    const makers = this.pair.cells.get(this.pair.ids.get(parent) as number) ?? []
    return makers.flatMap(maker => this.unfitBy(parent, maker, release))
  }

  private isOfOtherKind(fn: Fn, cell: CellMapping): boolean {
    const made = this.pair.bornIn(cell)?.functionOf(cell.function)
    return made !== undefined && kindFault(made, fn) !== undefined
  }

  /** They read a variable that begins with another value now. */
  private revalued(): Unfit[] {
    const { pair } = this
    return pair.next.functions.flatMap(fn =>
      (fn.parent === null ? [] : (pair.cells.get(pair.ids.get(fn) as number) ?? [])).flatMap(cell => {
        const old = fn.captured.filter(binding => revaluedIn(fn, binding, cell, pair) !== undefined)
        if (old.length === 0) return []
        const { bindings } = remadeFor(fn, cell, pair)
        const began = old.every(binding => bindings.has(binding)) ? undefined : this.beginOf(cell)
        return began === undefined ? [] : [{ began, cell }]
      }),
    )
  }

  private gone(): number[] {
    return this.pair.removed.flatMap(fn => this.beginOfReleased(fn) ?? [])
  }

  /**
   * All of them can be left alone, and what outlives them shares no variable with them that changes.
   *
   * @param later those that began under an earlier patch have closures that can't go on
   */
  private canHold(id: number, changes: readonly FunctionChange[], later: boolean): boolean {
    const root = this.nextOf(id)
    if (root === undefined) return false
    return changes.every(
      ({ fn, cells }) =>
        fn === root ||
        !isWithin(fn, root) ||
        cells.every(cell =>
          this.beginOf(cell) === id
            ? this.canStay(fn, cell, root, later)
            : !(this.isLasting(cell) && sharesWith(fn, root)),
        ),
    )
  }

  private isLasting(cell: CellMapping): boolean {
    const born = this.pair.bornIn(cell)
    const made = born?.functionOf(cell.function)
    return born === undefined || made === undefined || lifetimeOf(made, born.module) === 'lasting'
  }

  private canStay(fn: Fn, { cell, addedBy }: CellMapping, root: Fn, later: boolean): boolean {
    // an earlier patch mended these closures: they would go back to the release's code. What began under it goes on in the newest.
    if (this.pair.wasSet(cell)) return addedBy !== undefined && !later
    for (let at: Fn | null = fn; at !== null && at !== root; at = at.parent)
      if (at.layout === undefined || at.evalWithin) return false
    return root.layout !== undefined && !root.evalWithin
  }
}

/** The function whose call began what a closure belongs to. */
function beganIn(fn: Fn, module: Module): Fn {
  let at = fn.parent as Fn
  while (at.parent !== null && lifetimeOf(at, module) !== 'lasting') at = at.parent
  return at
}

function sharesWith(fn: Fn, root: Fn): boolean {
  return fn.captured.some(({ owner, assigned }) => assigned && owner !== null && isWithin(owner, root))
}

/**
 * Code of the program calls the closure, and may be new code that passes something else: `options.success = (model, response) => …`. What is
 * handed to a call is called by who was called.
 */
export function changesContract(fn: Fn, needs: readonly Need[], pair: Pair): boolean {
  return !callsWith(pair.next).has(fn.node) && needs.some(({ code }) => code === 'IASO2107' || code === 'IASO2108')
}
