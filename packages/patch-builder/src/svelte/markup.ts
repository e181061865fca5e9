/** A node of a template, as Svelte's compiler writes it: it escapes what it must, closes what is empty and quotes attributes. */
export type Markup = ElementMarkup | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'anchor' }

export interface ElementMarkup {
  readonly kind: 'element'
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Markup[]
  /** As it is written. */
  readonly html: string
}

const TOKEN = /<!>|<\/([\w:-]+)>|<([\w:-]+)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*(\/?)>|[^<]+/gy
const ATTRIBUTE = /([^\s"'<>/=]+)(?:="([^"]*)")?/g
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/

/** What a browser's parser reads in its own way, unless it is empty. */
const ODD = /^(?:script|style|textarea|title|pre|listing|template|noscript|iframe|noembed|noframes|plaintext|xmp)$/i

/** @returns undefined: it holds what only a browser can say */
export function parseMarkup(html: string): Markup[] | undefined {
  const root: Markup[] = []
  const open: { readonly tag: string; readonly children: Markup[]; readonly finish: (end: number) => void }[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < html.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(html)
    if (!token) return undefined
    const [text, closed, tag, attributes = '', slash] = token
    const into = open.at(-1)?.children ?? root
    if (text === '<!>') into.push({ kind: 'anchor' })
    else if (closed !== undefined) {
      const last = open.pop()
      if (last?.tag !== closed || (ODD.test(closed) && last.children.length > 0)) return undefined
      last.finish(TOKEN.lastIndex)
    } else if (tag !== undefined) {
      const children: Markup[] = []
      const known = attributesOf(attributes)
      const finish = (end: number) =>
        void into.push({ kind: 'element', tag, attributes: known, children, html: html.slice(at, end) })
      if (slash || VOID.test(tag)) finish(TOKEN.lastIndex)
      else open.push({ tag, children, finish })
    } else into.push({ kind: 'text', text })
  }
  return open.length === 0 ? root : undefined
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value]))
}

/** Characters as they are on the page. */
export function decode(text: string): string | undefined {
  const decoded = text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
  return /&(?:amp|lt|gt|quot|#39|nbsp);/.test(text) || !/&[\w#]+;?/.test(text) ? decoded : undefined
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' }
