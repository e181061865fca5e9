import { decode, type ElementMarkup, type Markup } from './markup.js'
import type { Path } from './walks.js'

/**
 * How the nodes of a list become others, in place, one entry a node: the position of one that stays as it is; one that stays, with what changes in it; markup of one
 * that is new; `-1 - position` of one that goes.
 */
export type Changes = readonly (number | string | readonly [at: number, name: string, change: NodeChange])[]

interface NodeChange {
  /** Text. */
  readonly t?: string
  /** Attributes; `null`: it goes. */
  readonly a?: Readonly<Record<string, string | null>>
  /** Children. */
  readonly c?: Changes
}

export interface Side {
  readonly nodes: readonly Markup[]
  /** Name → place, of nodes that the component goes on using. */
  readonly places: ReadonlyMap<string, Path>
}

/** Attributes that do something when an element comes into the page, and not afterwards. */
const ONCE = /^(?:autofocus|autoplay|is|muted|default\w*|checked|selected|value|open)$/

/** @param isHydrated blocks may have been made by a server: nobody knows how many nodes they have, so what stands behind one can't be found */
export function changesBetween(before: Side, after: Side, isHydrated: boolean): Changes | undefined {
  // Svelte puts a node of its own before a block that comes first
  const startsWithBlock = ({ nodes }: Side) => nodes[0]?.kind === 'anchor'
  if (startsWithBlock(before) !== startsWithBlock(after) || after.nodes.length === 0) return undefined
  if (isHydrated && [before, after].some(isFirstUnsure)) return undefined
  return new Matcher(namesOf(before), namesOf(after), isHydrated).list(before.nodes, after.nodes, [], [])
}

/** What a server wrote as the first node may be another component's, or missing, as an empty text is. */
function isFirstUnsure({ nodes, places }: Side): boolean {
  return (
    nodes[0]?.kind === 'anchor' || (nodes[0]?.kind === 'text' && [...places.values()].some(path => path.join() === '0'))
  )
}

function namesOf({ places }: Side): Map<string, string> {
  return new Map([...places].map(([name, path]) => [path.join(), name]))
}

class Matcher {
  constructor(
    private readonly before: ReadonlyMap<string, string>,
    private readonly after: ReadonlyMap<string, string>,
    private readonly isHydrated: boolean,
  ) {}

  list(before: readonly Markup[], after: readonly Markup[], from: Path, to: Path): Changes | undefined {
    const pairs = this.pairs(before, after, from, to)
    const kept = new Set(pairs.values())
    const isNeeded = (node: Markup, at: number) => node.kind === 'anchor' || this.isNamed(this.before, [...from, at])
    if (before.some((node, at) => !kept.has(at) && (isNeeded(node, at) || holdsAnchor(node)))) return undefined
    const changes = after.map((node, at) => {
      const twin = pairs.get(at)
      return twin === undefined
        ? this.added(node, [...to, at])
        : this.kept(before[twin] as Markup, node, twin, [...from, twin], [...to, at])
    })
    if (changes.includes(undefined)) return undefined
    const gone = before.flatMap((_, at) => (kept.has(at) ? [] : [-1 - at]))
    const all = [...(changes as Changes), ...gone]
    return this.isHydrated && !isReachable(all, before) ? undefined : all
  }

  /** A node that nobody has a name for, and that has no blocks within. */
  private added(node: Markup, path: Path): string | undefined {
    if (node.kind === 'anchor' || holdsAnchor(node) || this.isNamed(this.after, path)) return undefined
    if (node.kind === 'text') return node.text
    return [...this.after.keys()].some(each => each.startsWith(`${path.join()},`)) || isOdd(node)
      ? undefined
      : node.html
  }

  private kept(before: Markup, after: Markup, at: number, from: Path, to: Path): Changes[number] | undefined {
    if (before.kind === 'text' && after.kind === 'text') {
      const text = decode(after.text)
      if (before.text === after.text) return at
      return text === undefined ? undefined : [at, '#text', { t: text }]
    }
    if (before.kind !== 'element' || after.kind !== 'element') return at
    const attributes = attributesBetween(before, after)
    const children = this.list(before.children, after.children, from, to)
    if (attributes === undefined || children === undefined) return undefined
    const isSame = children.length === before.children.length && children.every((each, index) => each === index)
    // what is within is Svelte's, or somebody's
    if (!isSame && before.children.length === 0) return undefined
    const change = {
      ...(Object.keys(attributes).length > 0 && { a: attributes }),
      ...(!isSame && { c: children }),
    }
    return Object.keys(change).length === 0 ? at : [at, after.tag, change]
  }

  private isNamed(names: ReadonlyMap<string, string>, path: Path): boolean {
    return names.has(path.join())
  }

  /** The heaviest common sequence. @returns position in the new list → in the old */
  private pairs(before: readonly Markup[], after: readonly Markup[], from: Path, to: Path): Map<number, number> {
    const best = [...before, null].map(() => [...after, null].map(() => 0))
    const at = (i: number, j: number) => best[i]?.[j] ?? 0
    const weight = (i: number, j: number) =>
      weigh(
        before[i] as Markup,
        after[j] as Markup,
        this.before.get([...from, i].join()),
        this.after.get([...to, j].join()),
      )
    for (let i = before.length - 1; i >= 0; i--)
      for (let j = after.length - 1; j >= 0; j--) {
        const own = weight(i, j)
        ;(best[i] as number[])[j] = Math.max(own && own + at(i + 1, j + 1), at(i + 1, j), at(i, j + 1))
      }
    const pairs = new Map<number, number>()
    for (let i = 0, j = 0; i < before.length && j < after.length; ) {
      const own = weight(i, j)
      if (own && at(i, j) === own + at(i + 1, j + 1)) pairs.set(j++, i++)
      else if (at(i, j) === at(i + 1, j)) i++
      else j++
    }
    return pairs
  }
}

/** 0: they are not the same node. */
function weigh(before: Markup, after: Markup, name: string | undefined, other: string | undefined): number {
  if (before.kind !== after.kind || name !== other) return 0
  const named = name === undefined ? 0 : 1000
  if (before.kind === 'anchor') return named + 100
  if (before.kind === 'text') return named + (before.text === (after as typeof before).text ? 4 : 1)
  const twin = after as ElementMarkup
  if (before.tag !== twin.tag) return 0
  return named + (before.html === twin.html ? 20 : before.attributes.get('id') === twin.attributes.get('id') ? 8 : 2)
}

function attributesBetween(before: ElementMarkup, after: ElementMarkup): Record<string, string | null> | undefined {
  const changes: Record<string, string | null> = {}
  for (const name of new Set([...before.attributes.keys(), ...after.attributes.keys()])) {
    const [was, is] = [before.attributes.get(name), after.attributes.get(name)]
    if (was === is) continue
    const value = is === undefined ? null : decode(is)
    if (value === undefined || ONCE.test(name)) return undefined
    changes[name] = value
  }
  return changes
}

function holdsAnchor(node: Markup): boolean {
  return node.kind === 'anchor' || (node.kind === 'element' && node.children.some(holdsAnchor))
}

/** Made by itself it would be another element, or do more than stand there. */
function isOdd({ tag, attributes, children }: ElementMarkup): boolean {
  if (
    /^(?:svg|math|video|audio|script|style|iframe|object|embed|template)$|-/.test(tag) ||
    [...attributes.keys()].some(name => /^(?:autofocus|is)$/.test(name))
  )
    return true
  return children.some(child => child.kind === 'element' && isOdd(child))
}

/** Nothing behind a block, in the same list, changes or is gone into. */
function isReachable(changes: Changes, before: readonly Markup[]): boolean {
  const anchor = before.findIndex(({ kind }) => kind === 'anchor')
  if (anchor < 0) return true
  const isBehind = (each: Changes[number]) => typeof each === 'number' && each < -1 - anchor
  const staying = changes.filter(each => typeof each !== 'number' || each >= 0)
  const behind = staying.slice(staying.indexOf(anchor))
  return (
    !changes.some(isBehind) &&
    behind.length === before.length - anchor &&
    behind.every((each, index) => each === anchor + index)
  )
}
