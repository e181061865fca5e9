import type { Effect } from './svelte.js'
import { type Changes, type Mark, type Marked, type NodeChange, parse, type TemplateChange } from './templates.js'

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
    return position => nodesAt(this.mark, null)?.[position] ?? nthFrom(this.first, position)
  }

  private bringTop(changes: Changes): void {
    const { first, mark } = this
    const at = this.top()
    const last = at(Math.max(...changes.map(positionOf)))
    // a comment of Svelte's own comes first, before a block
    const isOwn = mark.lists && mark.lists.get(null)?.[0] !== first
    const nodes = this.bringList(first.parentNode as Node, at, changes, isOwn ? first.nextSibling : first)
    if (mark.lists) mark.lists.set(null, nodes)
    const [start, end] = [nodes[0] as Marked, nodes.at(-1) as Node]
    if (last && end !== last) this.replaceEdge(last, end)
    if (isOwn || start === first) return
    this.replaceEdge(first, start)
    delete first.iaso
    start.iaso = mark
    this.first = start
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
    const nodes = this.bringList(node, childAt(node, this.mark), c, node.firstChild)
    if (this.mark.lists?.has(node)) this.mark.lists.set(node, nodes)
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

function nodesAt({ lists }: Mark, parent: Node | null): readonly Node[] | undefined {
  return lists?.get(parent)
}

function childAt(parent: Node, mark: Mark): At {
  return position => (nodesAt(mark, parent) ?? parent.childNodes)[position]
}

function nthFrom(first: Node, position: number): Node | undefined {
  let node: Node | null = first
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
    return node.nodeName.toLowerCase() === name && (!c || fits(c, childAt(node, mark), mark))
  })
}
