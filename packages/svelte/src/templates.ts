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

/** Of a copy, on its first node: which template it was made of. */
export interface Mark {
  readonly name: string
  /** Nodes of the template, of the lists that hold blocks as well: `null` is the list of the top. */
  readonly lists?: Map<Node | null, readonly Node[]>
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
    return () => {
      const made = copy()
      const first = (made instanceof DocumentFragment ? made.firstChild : made) as Marked | null
      if (first) first.iaso = hasBlocks && !isHydrating() ? { name, lists: listsOf(made, content) } : plain
      return made
    }
  }
}

/** As long as nothing is in the blocks, all nodes are the template's. */
function listsOf(made: Node, content: string): Map<Node | null, readonly Node[]> {
  const top = made instanceof DocumentFragment ? [...made.childNodes] : [made]
  // Svelte puts a comment of its own before a block that comes first
  const lists = new Map<Node | null, readonly Node[]>([[null, content.startsWith('<!>') ? top.slice(1) : top]])
  const comments = document.createTreeWalker(made, NodeFilter.SHOW_COMMENT)
  for (let at = comments.nextNode(); at; at = comments.nextNode()) {
    const parent = at.parentNode as Node
    if (parent !== made || parent instanceof Element) lists.set(parent, [...parent.childNodes])
  }
  return lists
}
