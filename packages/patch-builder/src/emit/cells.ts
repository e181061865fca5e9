import { isDeepStrictEqual } from 'node:util'
import { canTakeSpare, captureOf, type Fn, homesOf, lookUp, type PrivateUse, readerEntries } from '@iaso/babel-plugin'
import type { CellMapping, Layout, PrivateAccess, PrivateAccessKind } from '@iaso/protocol'
import { isAddedPrivate } from '../compare/classes.js'
import { firstFree, type Pair } from '../program.js'
import { unmetNeeds } from '../verify/needs.js'

/** Gives out cells to functions that the patch itself makes. */
export class CellBook {
  readonly fresh: CellMapping[] = []
  /** Numbers of the cells that the patch sets. */
  readonly set: number[] = []
  private readonly made = new Map<Fn, CellMapping[]>()
  private next: number

  constructor(
    private readonly pair: Pair,
    private readonly release: string,
    /** What runs in a function of the new source itself. */
    readonly shapeOf: (fn: Fn) => string,
    /** Closures that read these stay on the code that they have. */
    private readonly left: ReadonlySet<CellMapping>,
  ) {
    this.next = firstFree(pair.mapping, pair.ids.values())
  }

  /** One more than the highest number that is in use. */
  get count(): number {
    return this.next
  }

  /**
   * A known cell can be shared when the new closure can hand over all that its layout says.
   *
   * @param holder the factory that has a reader for it
   */
  reusable(fn: Fn, inline: string, holder?: Fn): CellMapping | undefined {
    const id = this.pair.ids.get(fn) as number
    const known = this.pair.cells
      .get(id)
      ?.find(
        cell =>
          cell.inline === inline &&
          !this.left.has(cell) &&
          this.readsAlike(cell, holder) &&
          this.canHandOver(fn, cell.layout) &&
          unmetNeeds(fn, cell, this.pair, this.release).length === 0,
      )
    return (
      known ?? this.fresh.find(cell => cell.function === id && cell.inline === inline && this.readsAlike(cell, holder))
    )
  }

  /** Notes which cells the closures read that a new cell's own code makes. */
  note(cell: CellMapping, makes: readonly number[]): void {
    const at = this.fresh.indexOf(cell)
    if (at >= 0) this.fresh[at] = { ...cell, makes }
  }

  /** Cells made for a function, whose own code is not the new one. */
  unset(fn: Fn): readonly CellMapping[] {
    return this.made.get(fn) ?? []
  }

  /** Cells whose numbers were given out before. */
  reserve(cells: readonly CellMapping[]): void {
    this.fresh.push(...cells)
    for (const { cell } of cells) this.next = Math.max(this.next, cell + 1)
  }

  /** @param inline what runs while the cell is empty */
  create(fn: Fn, inline: string, holder?: Fn): CellMapping {
    const own = withIds(this.layoutOf(fn) as Layout, this.pair)
    const layout = holder === undefined ? own : { ...own, reader: this.pair.ids.get(holder) as number }
    const cell = { cell: this.next++, function: this.pair.ids.get(fn) as number, layout, inline }
    this.fresh.push(cell)
    if (inline !== this.shapeOf(fn)) this.made.set(fn, [...(this.made.get(fn) ?? []), cell])
    return cell
  }

  /** A class that a patch brings registers nothing: its members hand its private names over themselves. */
  private layoutOf(fn: Fn): Layout | undefined {
    const layout = fn.layout && this.withSpare(fn, fn.layout)
    const isRegistered = ({ key }: PrivateUse['class']) => this.pair.mapping.privates.some(slot => slot.key === key)
    const own = [...fn.privates.values()].filter(
      use => use.class.slot > 0 && !isRegistered(use.class) && !isAddedPrivate(use, this.pair),
    )
    return layout === undefined || own.length === 0
      ? layout
      : { ...layout, privates: [...layout.privates, ...own.map(accessTo)] }
  }

  /** The next patch puts no other method in the place of one that this patch makes. */
  private withSpare(fn: Fn, layout: Layout): Layout {
    const { params } = layout
    if (params.kind !== 'positional' || params.spare || !('params' in fn.node)) return layout
    if (!homesOf(this.pair.next).has(fn.node) || !canTakeSpare(fn, fn.node.params, this.pair.next)) return layout
    return { ...layout, params: { ...params, spare: true } }
  }

  /** It is handed no reader, or one that answers for the same. */
  private readsAlike(cell: CellMapping, holder: Fn | undefined): boolean {
    const { reader } = cell.layout
    if (reader === undefined) return true
    if (holder === undefined || this.pair.ids.get(holder) !== reader) return false
    const maker = this.fresh.includes(cell) ? holder : this.pair.bornIn(cell)?.functionOf(reader)
    return maker !== undefined && isDeepStrictEqual(answersOf(maker), answersOf(holder))
  }

  private canHandOver(fn: Fn, layout: Layout): boolean {
    const own = this.layoutOf(fn)
    if (own === undefined || !isDeepStrictEqual(own.params, layout.params)) return false
    if (
      own.newTarget !== layout.newTarget ||
      own.super !== layout.super ||
      own.construct !== layout.construct ||
      own.this !== layout.this
    )
      return false
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

/** What a reader answers for. */
function answersOf(factory: Fn): readonly string[] {
  return readerEntries(factory).map(({ binding, write }) => `${binding.kind} ${binding.nth} ${binding.name} ${write}`)
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
