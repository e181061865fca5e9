import { digest, type Fn, fnShapeOf, type Module } from '@iaso/babel-plugin'
import { exportedFunction } from './exported.js'
import { similarity } from './similarity.js'
import { slotOf } from './slots.js'

/** Below this, two callbacks of the same place are taken for different ones. */
const ALIKE = 0.5
/** A match must be better than the next best by this much. */
const MARGIN = 0.1

/**
 * Finds each new function's counterpart: by key first, then by content. In doubt there is none: a closure that runs the code of
 * another one is worse than one that stays on its own.
 */
export function correlate(base: Module, next: Module): Map<Fn, Fn> {
  const twins = new Map<Fn, Fn>()
  const deep = { base: deepShapes(base), next: deepShapes(next) }
  const roots = (module: Module) => module.functions.filter(fn => fn.parent === null)
  new Matcher(base, next, deep, twins).siblings(roots(base), roots(next), false)
  return twins
}

interface DeepShapes {
  readonly base: ReadonlyMap<Fn, string>
  readonly next: ReadonlyMap<Fn, string>
}

class Matcher {
  constructor(
    private readonly base: Module,
    private readonly next: Module,
    private readonly deep: DeepShapes,
    private readonly twins: Map<Fn, Fn>,
  ) {}

  siblings(bases: readonly Fn[], nexts: readonly Fn[], unchangedAround: boolean): void {
    const left = { bases: [...bases], nexts: [...nexts] }
    if (unchangedAround && bases.length === nexts.length) {
      // The code around them is the same: each stands where it stood.
      for (const [at, base] of bases.entries()) this.pair(base, nexts[at] as Fn, left)
      return
    }
    this.bySlot(left)
    this.byName(left, fn => `${nameOf(fn)} ${this.shapeOf(fn)}`)
    this.soleOfName(left)
    this.byLikeness(left)
    this.byContent(left)
    this.byExport(left)
  }

  private shapeOf(fn: Fn): string {
    return this.deep.base.get(fn) ?? (this.deep.next.get(fn) as string)
  }

  /** `on('open', () => {})`: the only callback of that call with these other arguments, on both sides. */
  private bySlot(left: Left): void {
    const nexts = groupBy(left.nexts, fn => slotOf(fn, this.next))
    for (const [slot, bases] of groupBy(left.bases, fn => slotOf(fn, this.base))) {
      const [base, next] = [bases[0], nexts.get(slot)?.[0]]
      if (
        slot !== '' &&
        bases.length === 1 &&
        nexts.get(slot)?.length === 1 &&
        base !== undefined &&
        next !== undefined
      )
        this.pair(base, next, left)
    }
  }

  /** Same name and same content: in order. */
  private byName(left: Left, keyOf: (fn: Fn) => string): void {
    const groups = groupBy(left.nexts, keyOf)
    for (const base of [...left.bases]) {
      const next = groups.get(keyOf(base))?.shift()
      if (next !== undefined) this.pair(base, next, left)
    }
  }

  /** A name that both sides have once. Callbacks have no name of their own, only the one of the call. */
  private soleOfName(left: Left): void {
    const nexts = groupBy(left.nexts, nameOf)
    for (const [name, bases] of groupBy(left.bases, nameOf)) {
      const [base, next] = [bases[0], nexts.get(name)?.[0]]
      if (bases.length !== 1 || nexts.get(name)?.length !== 1 || base === undefined || next === undefined) continue
      if (!isAnonymous(base) || this.alike(base, next) >= ALIKE) this.pair(base, next, left)
    }
  }

  /** Several of one name: the best match, where it is clearly the best from both sides. */
  private byLikeness(left: Left): void {
    const nexts = groupBy(left.nexts, nameOf)
    for (const [name, bases] of groupBy(left.bases, nameOf)) {
      const scored = bases.flatMap(base =>
        (nexts.get(name) ?? []).map(next => ({ base, next, score: this.alike(base, next) })),
      )
      for (const best of scored.filter(({ score }) => score >= ALIKE).sort((a, b) => b.score - a.score)) {
        const rivals = scored.filter(other => other !== best && (other.base === best.base || other.next === best.next))
        const free = rivals.filter(({ base, next }) => left.bases.includes(base) && left.nexts.includes(next))
        if (!left.bases.includes(best.base) || !left.nexts.includes(best.next)) continue
        if (free.every(({ score }) => score <= best.score - MARGIN)) this.pair(best.base, best.next, left)
      }
    }
  }

  /** Renamed: the same content under another name, once on both sides. */
  private byContent(left: Left): void {
    const nexts = groupBy(left.nexts, fn => this.shapeOf(fn))
    for (const [content, bases] of groupBy(left.bases, fn => this.shapeOf(fn))) {
      const [base, next] = [bases[0], nexts.get(content)?.[0]]
      if (
        bases.length === 1 &&
        nexts.get(content)?.length === 1 &&
        base !== undefined &&
        next !== undefined &&
        !isTrivial(base)
      )
        this.pair(base, next, left)
    }
  }

  /** What a module hands out whole goes by that, whatever it is called and does. */
  private byExport(left: Left): void {
    const [base, next] = [exportedFunction(this.base), exportedFunction(this.next)]
    if (base === undefined || next === undefined) return
    if (left.bases.includes(base) && left.nexts.includes(next)) this.pair(base, next, left)
  }

  private pair(base: Fn, next: Fn, left: Left): void {
    if (base.kind !== next.kind && isMember(base) !== isMember(next)) return
    remove(left.bases, base)
    remove(left.nexts, next)
    this.twins.set(next, base)
    const around = ownShape(base, this.base) === ownShape(next, this.next)
    this.siblings(base.children, next.children, around)
  }

  private alike(base: Fn, next: Fn): number {
    return this.shapeOf(base) === this.shapeOf(next)
      ? 1
      : similarity(deepText(base, this.base), deepText(next, this.next))
  }
}

interface Left {
  readonly bases: Fn[]
  readonly nexts: Fn[]
}

function ownShape(fn: Fn, module: Module): string {
  return fnShapeOf(fn, module, 'all', () => '')
}

/** Content with all nested functions in it. */
function deepShapes(module: Module): Map<Fn, string> {
  const shapes = new Map<Fn, string>()
  // as digests: the text of a function that holds a whole library would be copied once a level
  for (const fn of [...module.functions].reverse())
    shapes.set(fn, digest(fnShapeOf(fn, module, 'all', inner => shapes.get(inner) ?? '')))
  return shapes
}

function deepText(fn: Fn, module: Module): string {
  return fnShapeOf(fn, module, 'all', inner => deepText(inner, module))
}

function isMember(fn: Fn): boolean {
  return fn.class !== null
}

/** Vue's compiler numbers the handlers of a template: `_cache[1]` is whichever comes second. */
function nameOf({ name }: Fn): string {
  return name.replace(/^_cache\[\d+\]$/, '_cache()')
}

function isAnonymous(fn: Fn): boolean {
  return nameOf(fn).endsWith('()') || fn.name === 'function'
}

/** () => {} is everywhere. */
function isTrivial(fn: Fn): boolean {
  return (fn.node.end ?? 0) - (fn.node.start ?? 0) < 40
}

function remove<T>(list: T[], item: T): void {
  list.splice(list.indexOf(item), 1)
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
