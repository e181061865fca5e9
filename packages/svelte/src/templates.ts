/** One entry a node: the position of one that stays as it is, one that stays with what changes in it, markup of a new one; `-1 - position`: it goes. */
export type Changes = readonly (number | string | readonly [at: number, name: string, change: NodeChange])[]

export interface NodeChange {
  /** Text. */
  readonly t?: string
  /** Attributes; `null`: it goes. */
  readonly a?: Readonly<Record<string, string | null>>
  /** Children. */
  readonly c?: Changes
}

/** What becomes of the copies of a template, and back: `@iaso/patch-builder` writes it. */
export type TemplateChange = readonly [from: string, to: string, up: Changes, down: Changes]

/** Of a copy, on its first node: which template it was made of, and where its blocks are. What is in them isn't the template's. */
export interface Mark {
  readonly name: string
  readonly anchors?: readonly Anchor[]
  /** Of lists that a patch has changed, what are the template's nodes now; `null`: the list of the top. */
  readonly lists?: Map<Node | null, readonly Node[]>
}

export interface Anchor {
  readonly node: Node
  readonly isTop: boolean
  /** In its list, as the template has it. */
  readonly position: number
}

export type Marked = Node & { iaso?: Mark }

type Make = () => Node

/** Svelte's own, which a page's policy knows. */
export let parse: (markup: string) => Node

/** Around what makes templates of markup: their copies say what they were made of. */
export function templates(
  make: (content: string, flags?: number) => Make,
  isHydrating: () => boolean,
  fromMarkup: (markup: string) => Node,
): (content: string, flags?: number, name?: string) => Make {
  parse = fromMarkup
  return (content, flags, name) => {
    const copy = make(content, flags)
    if (name === undefined) return copy
    const hasBlocks = content.includes('<!>')
    const plain = { name }
    let places: readonly Place[] | undefined
    return () => {
      const made = copy()
      const first = (made.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? made.firstChild : made) as Marked | null
      if (!first) return made
      const isFresh = hasBlocks && !isHydrating()
      if (isFresh) places ??= [...placesIn(made, content.startsWith('<!>'))]
      first.iaso = isFresh ? { name, anchors: (places as readonly Place[]).map(place => anchorAt(made, place)) } : plain
      return made
    }
  }
}

type Place = readonly [path: readonly number[], position: number]

/** Where the blocks will be. Svelte puts a comment of its own before one that comes first. */
function* placesIn(node: Node, hasOwn: boolean, path: readonly number[] = []): Generator<Place> {
  let index = 0
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === Node.COMMENT_NODE && !(hasOwn && index === 0))
      yield [[...path, index], hasOwn ? index - 1 : index]
    else yield* placesIn(child, false, [...path, index])
    index++
  }
}

function anchorAt(made: Node, [path, position]: Place): Anchor {
  let node = made
  for (const index of path) {
    node = node.firstChild as Node
    for (let left = index; left > 0; left--) node = node.nextSibling as Node
  }
  return { node, isTop: node.parentNode instanceof DocumentFragment, position }
}
