import type * as t from '@babel/types'
import { digest, type Fn, isModuleLevel, type Module, type Reference, shapeOf } from '@iaso/babel-plugin'
import { inlineShape, type Pair, type Program } from '../program.js'
import type { Evaluation } from '../resolve/evaluation.js'
import type { Repeatable } from '../resolve/repeatable.js'
import type { Result } from '../resolve/results.js'
import { releasedIds } from './functions.js'
import type { Spot, Write } from './writes.js'

/** Expressions of a release and of the new source, as far as they can be evaluated once more. */
export interface Repeats {
  readonly old: Repeatable
  readonly next: Repeatable
}

/** Compares what expressions of the top level make, with all functions of the program that they call. */
export class Derivations {
  constructor(
    private readonly pair: Pair,
    private readonly program: Program,
    private readonly repeats: Repeats,
    /** In whichever module: what a name means, or what is written into what it holds, where that isn't as in the release. */
    private readonly meant: (reference: Reference, module: Module) => string | undefined,
    /** What a value is made of beyond its own text. */
    private readonly means: (node: t.Node) => string = node => this.text(node),
  ) {}

  /** A function that it calls does something else than in the release. */
  isMoved(node: t.Node): boolean {
    return this.mover(node) !== undefined
  }

  /** That function. */
  mover(node: t.Node): Fn | undefined {
    const evaluation: Evaluation = this.pure(node, 'next') ?? new Map()
    return [...evaluation].find(([fn, module]) => this.isOther(fn, module))?.[0]
  }

  /** What it makes is compared with all that it calls. */
  covers(before: t.Node | null, after: t.Node | null): boolean {
    if (before === null || after === null || !this.pair.mapping.eager) return false
    return this.kind(before, 'old') !== undefined && this.kind(before, 'old') === this.kind(after, 'next')
  }

  /** A value that nobody can change. */
  isValue(before: t.Node): boolean {
    return this.kind(before, 'old') === 'value'
  }

  isValueNow(after: t.Node): boolean {
    return this.kind(after, 'next') === 'value'
  }

  /** @returns undefined: what stands there can't be made again */
  compare(before: t.Node, after: t.Node, spot: Spot): Write[] | undefined {
    const kind = this.covers(before, after) ? this.kind(after, 'next') : undefined
    if (kind === undefined || (kind === 'value' && spot.keys.length === 0)) return undefined
    return this.write(before, after, spot, kind === 'value')
  }

  /** Whatever it is: what the release put there gives its place to what the new source puts there. */
  replace(before: t.Node, after: t.Node, spot: Spot): Write[] | undefined {
    if (!this.pair.mapping.eager || !this.pure(before, 'old') || !this.pure(after, 'next')) return undefined
    return this.write(before, after, spot, true)
  }

  private write(before: t.Node, after: t.Node, spot: Spot, leaf: boolean): Write[] {
    const key = `${this.pair.mapping.id}.${spot.path}:${digest(`${this.shape(after)} ${this.means(after)}`, 6)}`
    return [{ kind: 'derived', spot, before: before as t.Expression, after: after as t.Expression, leaf, key }]
  }

  private shape(node: t.Node): string {
    return shapeOf(node, this.pair.next, fn => String(this.pair.ids.get(fn)))
  }

  /** What a value is made of, in so far as functions make it. */
  text(node: t.Node): string {
    const evaluation: Evaluation = this.pure(node, 'next') ?? new Map()
    const shapes = [...evaluation].map(([fn, module]) =>
      [module.path, this.shapeOf(fn, module), ...this.namesIn(fn, module)].join(' '),
    )
    return shapes.sort().join()
  }

  private kind(node: t.Node, side: 'old' | 'next'): Result {
    return this.pure(node, side) === undefined ? undefined : this.repeats[side].result(node, this.pair[side])
  }

  private pure(node: t.Node, side: 'old' | 'next') {
    return this.repeats[side].evaluation(node, this.pair[side])
  }

  private isOther(fn: Fn, module: Module): boolean {
    const { path } = module
    if (!this.program.isReleased(path)) return true
    const isSame = this.program.input.modules[path]?.code === this.program.mapping.modules[path]?.code
    if (!isSame) {
      const { ids, released, old } = this.program.pair(path)
      const twin = released.get(ids.get(fn) as number)
      if (
        twin === undefined ||
        inlineShape(twin, old, releasedIds(this.program.pair(path))) !== this.shapeOf(fn, module)
      )
        return true
    }
    return this.namesIn(fn, module).length > 0
  }

  /** What its names mean, where that is something else. */
  private namesIn(fn: Fn, module: Module): string[] {
    return [...module.references.values()].flatMap(reference =>
      reference.fn === fn && reference.binding !== undefined && isModuleLevel(reference.binding)
        ? (this.meant(reference, module) ?? [])
        : [],
    )
  }

  private shapeOf(fn: Fn, module: Module): string {
    const ids = this.program.isReleased(module.path)
      ? this.program.pair(module.path).ids
      : new Map(module.functions.map(each => [each, each.id]))
    return inlineShape(fn, module, ids)
  }
}
