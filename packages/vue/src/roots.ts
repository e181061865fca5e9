import type { VNode } from './vue.js'

/** What is rendered into a document and into its open shadow roots, by applications or by `render`. */
export function* rootsIn(node: Document | ShadowRoot | Element): Generator<VNode> {
  const { _vnode } = node as { _vnode?: VNode | null }
  if (_vnode) yield _vnode
  if (node instanceof Element) {
    if (node.shadowRoot) yield* rootsIn(node.shadowRoot)
    return
  }
  for (const element of node.querySelectorAll('*')) yield* rootsIn(element)
}
