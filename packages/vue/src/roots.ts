import type { VNode } from './vue.js'

/** What is rendered into a document and into its open shadow roots, by applications or by `render`. */
export function rootsIn(document: Document): VNode[] {
  const found: VNode[] = []
  const scopes: (Document | ShadowRoot)[] = [document]
  const look = (node: Node & { readonly _vnode?: VNode | null }) => node._vnode && found.push(node._vnode)
  for (const scope of scopes) {
    look(scope)
    for (const element of scope.querySelectorAll('*')) {
      look(element)
      if (element.shadowRoot) scopes.push(element.shadowRoot)
    }
  }
  return found
}
