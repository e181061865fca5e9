import type { Effect } from './svelte.js'
import {
  type Anchor,
  type Changes,
  type Mark,
  type Marked,
  type NodeChange,
  parse,
  type TemplateChange,
} from './templates.js'

/** What new nodes were made of. */
const madeOf = new WeakMap<Node, string>()

/** Brings the copies that are on the page from one state to another, each where it stands. */
export function bringTemplates(
  before: readonly TemplateChange[],
  after: readonly TemplateChange[],
  effects: readonly Effect[],
): void {
  const isSame = (a: TemplateChange, b: TemplateChange) => a[0] === b[0] && a[1] === b[1]
  const gone = before.filter(each => !after.some(other => isSame(each, other)))
  const come = after.filter(each => !before.some(other => isSame(each, other)))
  if (gone.length + come.length === 0) return
  const back = new Map(gone.map(([from, to, , down]) => [to, [from, down] as const]))
  const on = new Map(come.map(([from, to, up]) => [from, [to, up] as const]))
  /** First and last nodes that others have taken the place of. */
  const edges = new Map<Node | null, Node>()
  for (const first of [...markedIn(document)]) new Copy(first, edges).bring([back, on])
  for (const { nodes } of effects)
    if (nodes) {
      nodes.start = edges.get(nodes.start) ?? nodes.start
      nodes.end = edges.get(nodes.end) ?? nodes.end
    }
}

function* markedIn(root: Document | ShadowRoot): Generator<Marked> {
  const walker = document.createTreeWalker(root)
  for (let node = walker.nextNode() as Marked | null; node; node = walker.nextNode()) {
    if (node.iaso) yield node
    const { shadowRoot } = node as Node & { readonly shadowRoot?: ShadowRoot | null }
    if (shadowRoot) yield* markedIn(shadowRoot)
  }
}

type Steps = ReadonlyMap<string, readonly [name: string, changes: Changes]>

type At = (position: number) => Node | undefined

class Copy {
  private mark: Mark
  /** Nodes that went, by what they were made of: they may come again. */
  private readonly stock = new Map<string, Node>()

  constructor(
    private first: Marked,
    private readonly edges: Map<Node | null, Node>,
  ) {
    this.mark = first.iaso as Mark
  }

  bring(ways: readonly Steps[]): void {
    for (const steps of ways) {
      const [name, changes] = steps.get(this.mark.name) ?? []
      if (name === undefined || !changes) continue
      if (fits(changes, this.top(), this.mark)) this.bringTop(changes)
      else console.error('Iaso: somebody has moved elements of a component about: they stay as they are.', this.first)
      this.mark = this.first.iaso = { ...this.mark, name }
    }
  }

  private top(): At {
    return nodesOf(this.mark, null, this.first)
  }

  private bringTop(changes: Changes): void {
    const { first } = this
    const at = this.top()
    const last = at(Math.max(...changes.map(positionOf)))
    // a comment of Svelte's own comes first, before a block
    const isOwn = this.isOwn(at)
    const nodes = this.bringList(first.parentNode as Node, at, changes, isOwn ? first.nextSibling : first)
    this.keep(null, nodes)
    const [start, end] = [nodes[0] as Marked, nodes.at(-1) as Node]
    if (last && end !== last) this.replaceEdge(last, end)
    if (isOwn || start === first) return
    this.replaceEdge(first, start)
    delete first.iaso
    start.iaso = this.mark
    this.first = start
  }

  private isOwn(at: At): boolean {
    return this.mark.anchors !== undefined && at(0) !== this.first
  }

  /** Copies of a template without blocks have its nodes and no others. */
  private keep(parent: Node | null, nodes: readonly Node[]): void {
    if (!this.mark.anchors) return
    this.mark = { ...this.mark, lists: this.mark.lists ?? new Map() }
    this.mark.lists?.set(parent, nodes)
  }

  private replaceEdge(old: Node, now: Node): void {
    for (const [from, to] of this.edges) if (to === old) this.edges.set(from, now)
    this.edges.set(old, now)
  }

  /** @param begin new nodes that come first stand before it */
  private bringList(parent: Node, at: At, changes: Changes, begin: Node | null): Node[] {
    // positions are those of before
    const known = changes.map(each => (typeof each === 'string' ? this.make(each) : (at(positionOf(each)) as Node)))
    const nodes: Node[] = []
    let next = begin
    for (const [index, each] of changes.entries()) {
      const node = known[index] as Node
      // those come last
      if (typeof each === 'number' && each < 0) {
        this.take(node)
        continue
      }
      if (typeof each === 'string') parent.insertBefore(node, next)
      else if (typeof each === 'object') this.change(node, each[2])
      next = node.nextSibling
      nodes.push(node)
    }
    return nodes
  }

  private change(node: Node, { t, a = {}, c }: NodeChange): void {
    if (t !== undefined) (node as Text).data = t
    for (const [name, value] of Object.entries(a))
      if (value === null) (node as Element).removeAttribute(name)
      else (node as Element).setAttribute(name, value)
    if (!c) return
    this.keep(node, this.bringList(node, nodesOf(this.mark, node, node.firstChild), c, node.firstChild))
  }

  private make(markup: string): Node {
    const known = this.stock.get(markup)
    this.stock.delete(markup)
    const node = known ?? (parse(markup).firstChild as Node)
    madeOf.set(node, markup)
    return node
  }

  private take(node: Node): void {
    const markup = madeOf.get(node)
    if (markup !== undefined) this.stock.set(markup, node)
    ;(node as ChildNode).remove()
  }
}

/** The template's nodes of a list: what is in blocks stands before their anchors. */
function nodesOf({ lists, anchors = [] }: Mark, parent: Node | null, first: Node | null): At {
  const list = lists?.get(parent)
  if (list) return position => list[position]
  const own = anchors.filter(each => (parent ? !each.isTop && each.node.parentNode === parent : each.isTop))
  const begin = { node: startOf(own, parent, first), position: 0 }
  return position => {
    const { node, position: from } = [begin, ...own].findLast(each => each.position <= position) as typeof begin
    return nthFrom(node, position - from)
  }
}

/** Of the top, Svelte's own comment may come first: then the first node of the template is a block's. */
function startOf(anchors: readonly Anchor[], parent: Node | null, first: Node | null): Node | null {
  return (parent ? undefined : anchors.find(({ position }) => position === 0)?.node) ?? first
}

function nthFrom(first: Node | null, position: number): Node | undefined {
  let node = first
  for (let left = position; left > 0 && node; left--) node = node.nextSibling
  return node ?? undefined
}

function positionOf(change: Changes[number]): number {
  if (typeof change === 'string') return -1
  const at = typeof change === 'number' ? change : change[0]
  return at < 0 ? -1 - at : at
}

/** What is to change is where it is looked for. */
function fits(changes: Changes, at: At, mark: Mark): boolean {
  return changes.every(each => {
    if (typeof each === 'string') return true
    const node = at(positionOf(each))
    if (!node || typeof each === 'number') return node !== undefined
    const [, name, { c }] = each
    return node.nodeName.toLowerCase() === name && (!c || fits(c, nodesOf(mark, node, node.firstChild), mark))
  })
}
