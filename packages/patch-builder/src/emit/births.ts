import type * as t from '@babel/types'
import { type Fn, fnOf, Guards, isModuleLevel, lookUp } from '@iaso/babel-plugin'
import type { TopLevel } from '../compare/toplevel.js'
import type { Pair } from '../program.js'
import { isWithin } from '../verify/needs.js'
import type { CellBook } from './cells.js'
import { copyTree } from './clone.js'
import type { Emitter } from './emitter.js'
import type { Reach } from './reach.js'

/**
 * Copies code into the patch. Functions in it are born under the patch: they get guards too, so that the next patch finds them.
 */
export class Births {
  /** Functions whose closures can't be given the release's code. */
  readonly staying = new Set<Fn>()
  private readonly guards: Guards

  constructor(
    private readonly pair: Pair,
    private readonly emitter: Emitter,
    private readonly reach: Reach,
    private readonly cells: CellBook,
    private readonly changed: ReadonlySet<Fn>,
    private readonly topLevel: TopLevel,
  ) {
    this.guards = new Guards(pair.mapping.id, emitter.names, (node, capture) => reach.noteCapture(node, capture))
  }

  /** @param root gets no guard itself: it is what a guard calls */
  copy(node: t.Node, root: Fn | null): t.Node {
    const copy = copyTree(node, this.pair.next, fnOf(this.pair.next), this.emitter.references)
    const replaced: Fn[] = []
    // outer functions first: what stands in a replaced one is gone
    for (const [fn, at] of [...copy.nodes].sort(([a], [b]) => a.id - b.id)) {
      if (fn === root || fn.layout === undefined || replaced.some(outer => isWithin(fn, outer))) continue
      if (this.guard(fn, at, root)) replaced.push(fn)
    }
    return copy.node
  }

  /**
   * A new closure reads the cell that its elder siblings read, where it can hand over the same. If its code changed, what runs while the
   * cell is empty is the release's code, so that a revert reaches it too.
   *
   * @returns whether the released code took the place of the new
   */
  guard(fn: Fn, at: t.Node, root: Fn | null): boolean {
    const shape = this.cells.shapeOf(fn)
    const shared = this.cells.reusable(fn)
    if (shared?.known !== undefined && shared.known.inline === shape) this.guards.put(standIn(fn, at), shared)
    else if (
      shared?.known !== undefined &&
      shared.known.addedBy === undefined &&
      this.changed.has(fn) &&
      this.substitute(fn, at, root)
    )
      return true
    else {
      if (this.changed.has(fn) && this.pair.released.has(this.pair.ids.get(fn) as number)) this.staying.add(fn)
      this.guards.put(standIn(fn, at), this.cells.create(fn))
    }
    return false
  }

  private substitute(fn: Fn, at: t.Node, root: Fn | null): boolean {
    const released = this.pair.released.get(this.pair.ids.get(fn) as number)
    if (released === undefined || !this.fits(released, fn, root)) return false
    const copy = copyTree(released.node, this.pair.old, fnOf(this.pair.old), this.emitter.references, false)
    for (const [inner, node] of copy.nodes) {
      const cell = this.pair.mapping.cells.find(each => each.function === inner.id && each.addedBy === undefined)
      if (cell !== undefined) this.guards.put(standIn(inner, node), cell)
    }
    const source = copy.node as unknown as Record<string, unknown>
    for (const key of ['params', 'body', 'expression', 'id'])
      if (key in source) (at as unknown as Record<string, unknown>)[key] = source[key]
    return true
  }

  /** All that the released function reads of outer functions is there under the same names. */
  private fits(released: Fn, fn: Fn, root: Fn | null): boolean {
    if (released.node.type !== fn.node.type || released.async !== fn.async || released.generator !== fn.generator)
      return false
    if (released.class !== null || released.form !== fn.form) return false
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

/** The function as it stands in a copy. */
function standIn(fn: Fn, node: t.Node): Fn {
  return { ...fn, node: node as Fn['node'] }
}
