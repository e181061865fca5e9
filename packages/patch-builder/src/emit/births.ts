import { isDeepStrictEqual } from 'node:util'
import * as t from '@babel/types'
import { type Fn, factoryOf, fnOf, Guards, isModuleLevel, isWithin, lookUp, putReader } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import { holdsOldValues, releasedIds } from '../compare/functions.js'
import type { TopLevel } from '../compare/toplevel.js'
import { inlineShape, type Pair } from '../program.js'
import { startsTheSame } from '../verify/initial-values.js'
import type { CellBook } from './cells.js'
import { copyTree } from './clone.js'
import { ranInPatch } from './conditions.js'
import type { Emitter } from './emitter.js'
import type { Reach } from './reach.js'

/**
 * Copies code into the patch. Functions in it are born under the patch: they get guards too, so that the next patch finds them.
 */
export class Births {
  /** Functions whose closures can't be given the release's code. */
  readonly staying = new Set<Fn>()
  private readonly guards: Guards
  /** Names of the readers, by id of the function that has one. */
  private readonly readers = new Map<number, string>()

  constructor(
    private readonly pair: Pair,
    private readonly emitter: Emitter,
    private readonly reach: Reach,
    private readonly cells: CellBook,
    private readonly changed: ReadonlySet<Fn>,
    private readonly topLevel: TopLevel,
  ) {
    const onCapture = reach.noteCapture.bind(reach)
    this.guards = new Guards(pair.mapping.id, emitter.names, onCapture, undefined, this.readers)
  }

  /** @param root gets no guard itself: it is what a guard calls */
  copy(node: t.Node, root: Fn | null): t.Node {
    const copy = copyTree(node, this.pair.next, fnOf(this.pair.next), this.emitter.references)
    const replaced: Fn[] = []
    const read = new Map<Fn, CellMapping>()
    const holders = new Set<Fn>()
    // outer functions first: what stands in a replaced one is gone
    for (const [fn, at] of [...copy.nodes].sort(([a], [b]) => a.id - b.id)) {
      if (fn === root || fn.layout === undefined || replaced.some(outer => isWithin(fn, outer))) continue
      const factory = factoryOf(fn, this.pair.next)
      const holder = factory !== undefined && copy.nodes.has(factory) ? factory : undefined
      const { cell, isReleased } = this.guard(fn, at, root, holder)
      if (isReleased) replaced.push(fn)
      if (holder !== undefined && cell.layout.reader !== undefined) holders.add(holder)
      read.set(fn, cell)
    }
    for (const holder of holders) putReader(holder, this.readerOf(holder), copy.nodes.get(holder))
    for (const [fn, cell] of read)
      if (!replaced.includes(fn))
        this.cells.note(
          cell,
          fn.children.flatMap(child => read.get(child)?.cell ?? []),
        )
    return copy.node
  }

  /**
   * A new closure reads the cell that its elder siblings read, where it can hand over the same. If its code changed, what runs while the
   * cell is empty is the release's code, so that a revert reaches it too.
   *
   * @param holder the factory around it, where it is copied, too: it gets a reader
   * @returns `isReleased`: the released code took the place of the new
   */
  guard(
    fn: Fn,
    at: t.Node,
    root: Fn | null,
    holder?: Fn,
  ): { readonly cell: CellMapping; readonly isReleased: boolean } {
    if (holder !== undefined) this.readerOf(holder)
    const shape = this.cells.shapeOf(fn)
    const released = this.changed.has(fn) ? this.pair.released.get(this.pair.ids.get(fn) as number) : undefined
    const own = this.cells.reusable(fn, shape, holder)
    if (own === undefined && released !== undefined) {
      if (this.fits(released, fn, root)) {
        const before = inlineShape(released, this.pair.old, releasedIds(this.pair))
        const cell = this.cells.reusable(fn, before, holder) ?? this.cells.create(fn, before, holder)
        this.substitute(released, at, cell)
        if (this.readsNewValues(released, fn)) this.staying.add(fn)
        return { cell, isReleased: true }
      }
      this.staying.add(fn)
    }
    if (own !== undefined && released !== undefined && holdsOldValues(fn, own, this.pair)) this.staying.add(fn)
    const cell = own ?? this.cells.create(fn, shape, holder)
    this.guards.put(standIn(fn, at), cell)
    return { cell, isReleased: false }
  }

  private readerOf(holder: Fn): string {
    const id = this.pair.ids.get(holder) as number
    const name = this.readers.get(id) ?? this.emitter.names.unique('$s')
    this.readers.set(id, name)
    return name
  }

  /** Puts the release's code in the place of the new, with a guard that reads `cell`. */
  private substitute(released: Fn, at: t.Node, cell: CellMapping): void {
    const copy = copyTree(released.node, this.pair.old, fnOf(this.pair.old), this.emitter.references, false)
    this.padParams(copy.node, at)
    for (const [inner, node] of copy.nodes) {
      const own = inner === released ? cell : this.releasedCell(inner)
      if (own !== undefined) this.guards.put(standIn(inner, node), own, this.leaveMark(inner))
    }
    const source = copy.node as unknown as Record<string, unknown>
    for (const key of ['params', 'body', 'expression', 'id'])
      if (key in source) (at as unknown as Record<string, unknown>)[key] = source[key]
  }

  /** The new code takes more parameters: the guard hands them on, and `length` is the new one's. */
  private padParams(released: t.Node, next: t.Node): void {
    if (!('params' in released && 'params' in next)) return
    while (released.params.length < next.params.length)
      (released.params as t.Node[]).push(t.identifier(this.emitter.names.unique('$more')))
  }

  private leaveMark({ id }: Fn): t.Expression | undefined {
    const { id: module, functions } = this.pair.mapping
    const marked = functions.find(each => each.id === id && each.mark !== undefined)
    return marked && ranInPatch(module, marked)
  }

  private releasedCell(fn: Fn): CellMapping | undefined {
    return this.pair.mapping.cells.find(each => each.function === fn.id && each.addedBy === undefined)
  }

  /** What the released code reads around it begins with another value now. */
  private readsNewValues(released: Fn, fn: Fn): boolean {
    return released.captured.some(binding => {
      const now = lookUp(fn.scope.parent ?? fn.scope, binding.name)
      return now !== undefined && !startsTheSame(binding, this.pair.old, now, this.pair.next)
    })
  }

  /** Closures of the release that it makes are handed readers. */
  private hasReaders(released: Fn): boolean {
    const isMade = ({ layout: { reader } }: CellMapping) =>
      reader !== undefined && isWithin(this.pair.released.get(reader) ?? null, released)
    return this.pair.mapping.cells.some(isMade)
  }

  /** All that the released function reads of outer functions is there under the same names. */
  private fits(released: Fn, fn: Fn, root: Fn | null): boolean {
    if (released.node.type !== fn.node.type || released.async !== fn.async || released.generator !== fn.generator)
      return false
    if (this.hasReaders(released)) return false
    if (released.class !== null || released.form !== fn.form || !takesAlike(released, fn)) return false
    // what only the code around can give is there if the new code asks for it as well
    const own = (['this', 'newTarget', 'super', 'arguments'] as const).filter(
      what => released.uses[what] && !fn.uses[what],
    )
    if (released.kind === 'arrow' && own.length > 0) return false
    // a global of the release that is now a name of the patch's
    if ([...this.pair.old.globals.keys()].some(name => this.topLevel.extensions.has(name))) return false
    return released.captured.every(binding => {
      const now = lookUp(fn.scope.parent ?? fn.scope, binding.name)
      if (now === undefined || isModuleLevel(now) || now.kind !== binding.kind) return false
      if (this.reach.bindingKey(now) !== this.reach.bindingKey(binding)) return false
      return (
        (root !== null && now.owner !== null && isWithin(now.owner, root)) || (root?.captured.includes(now) ?? false)
      )
    })
  }
}

/** The same parameters, or more of them, one by one. */
function takesAlike({ layout: before, form }: Fn, { layout: after }: Fn): boolean {
  if (before === undefined || after === undefined) return false
  if (isDeepStrictEqual(before.params, after.params)) return true
  const [was, is] = [before.params, after.params]
  if (was.kind !== 'positional' || is.kind !== 'positional') return false
  return form === 'plain' && !was.rest && !is.rest && was.count < is.count
}

/** The function as it stands in a copy. */
function standIn(fn: Fn, node: t.Node): Fn {
  return { ...fn, node: node as Fn['node'] }
}
