import { isDeepStrictEqual } from 'node:util'
import { captureOf, type Fn, lookUp, type PrivateUse } from '@iaso/babel-plugin'
import type { CellMapping, Layout, PrivateAccess, PrivateAccessKind } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { unmetNeeds } from '../verify/needs.js'

/** The cell that a function born under the patch reads, and with which layout. */
export interface BornCell {
  readonly cell: number
  readonly layout: Layout
  /** It was there before: closures born earlier read it too. */
  readonly known: CellMapping | undefined
}

/** Gives out cells to functions that the patch itself makes. */
export class CellBook {
  readonly fresh: CellMapping[] = []
  private next: number

  constructor(
    private readonly pair: Pair,
    private readonly release: string,
    /** What runs in a function of the new source itself. */
    readonly shapeOf: (fn: Fn) => string,
  ) {
    const { functions, cells } = pair.mapping
    this.next =
      1 + Math.max(-1, ...functions.map(({ id }) => id), ...cells.map(({ cell }) => cell), ...pair.ids.values())
  }

  /** One more than the highest number that is in use. */
  get count(): number {
    return this.next
  }

  /** A known cell can be shared when the new closure can hand over all that its layout says. */
  reusable(fn: Fn): BornCell | undefined {
    const known = this.pair.cells.get(this.pair.ids.get(fn) as number) ?? []
    const all = known.filter(
      cell => this.canHandOver(fn, cell.layout) && unmetNeeds(fn, cell, this.pair, this.release).length === 0,
    )
    // a cell whose own code is this code already, whichever patch made it; else the release's, which come first
    const fitting = all.find(({ inline }) => inline === this.shapeOf(fn)) ?? all[0]
    return fitting === undefined ? undefined : { cell: fitting.cell, layout: fitting.layout, known: fitting }
  }

  /** Cells whose numbers were given out before. */
  reserve(cells: readonly CellMapping[]): void {
    this.fresh.push(...cells)
    for (const { cell } of cells) this.next = Math.max(this.next, cell + 1)
  }

  create(fn: Fn): BornCell {
    const layout = withIds(this.layoutOf(fn) as Layout, this.pair)
    const cell = this.next++
    this.fresh.push({ cell, function: this.pair.ids.get(fn) as number, layout, inline: this.shapeOf(fn) })
    return { cell, layout, known: undefined }
  }

  /** A class that a patch brings registers nothing: its members hand its private names over themselves. */
  private layoutOf(fn: Fn): Layout | undefined {
    const { layout } = fn
    const isRegistered = ({ key }: PrivateUse['class']) => this.pair.mapping.privates.some(slot => slot.key === key)
    const own = [...fn.privates.values()].filter(use => use.class.slot > 0 && !isRegistered(use.class))
    return layout === undefined || own.length === 0
      ? layout
      : { ...layout, privates: [...layout.privates, ...own.map(accessTo)] }
  }

  private canHandOver(fn: Fn, layout: Layout): boolean {
    const own = this.layoutOf(fn)
    if (own === undefined || !isDeepStrictEqual(own.params, layout.params)) return false
    if (own.newTarget !== layout.newTarget || own.super !== layout.super || own.this !== layout.this) return false
    if (!isDeepStrictEqual(own.privates, layout.privates)) return false
    return layout.captures.every(capture => {
      const binding = lookUp(fn.scope.parent ?? fn.scope, capture.name)
      if (binding === undefined) return false
      const owner = binding.owner === null ? -1 : this.pair.ids.get(binding.owner)
      const now = captureOf(binding, fn)
      return owner === capture.owner && now.nth === capture.nth && (capture.mode !== 'value' || now.mode === 'value')
    })
  }
}

function accessTo({ class: klass, name, has }: PrivateUse): PrivateAccess {
  const member = klass.privates.get(name)
  const kinds: Record<PrivateAccessKind, boolean> = { get: member?.get ?? false, set: member?.set ?? false, has }
  return { name, kinds: (['get', 'set', 'has'] as const).filter(kind => kinds[kind]) }
}

/** Owners by id of the function, not by its place in this source. */
function withIds(layout: Layout, pair: Pair): Layout {
  const idOf = (owner: number) => (owner < 0 ? owner : (pair.ids.get(pair.next.functions[owner] as Fn) as number))
  return { ...layout, captures: layout.captures.map(capture => ({ ...capture, owner: idOf(capture.owner) })) }
}
