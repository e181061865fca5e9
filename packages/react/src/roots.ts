import type { Fiber, FiberRoot } from './fiber.js'

/** `ReactDOMRoot.prototype`; `render` takes its root from `this`. */
export interface RootPrototype {
  render(this: { readonly _internalRoot: FiberRoot }, element: unknown): void
}

/** The property under which this copy of react-dom keeps the fiber on a container: `__reactContainer$` and a random text. */
export function containerKey(container: Document): string | undefined {
  return Object.keys(container).find(key => key.startsWith('__reactContainer$'))
}

/** The roots that live, those in a document and its open shadow roots included: one that took over a server's markup doesn't render by itself. */
export function liveRoots(seen: Set<WeakRef<FiberRoot>>, key: string): Set<FiberRoot> {
  const roots = new Set<FiberRoot>()
  for (const reference of seen) {
    const root = reference.deref()
    if (root) roots.add(root)
    else seen.delete(reference)
  }
  const look = (node: Node) => {
    const fiber = (node as unknown as Record<string, Fiber | null | undefined>)[key]
    if (fiber) roots.add(fiber.stateNode as FiberRoot)
  }
  const find = (node: Document | ShadowRoot) => {
    look(node)
    for (const element of node.querySelectorAll('*')) {
      look(element)
      if (element.shadowRoot) find(element.shadowRoot)
    }
  }
  find(document)
  return roots
}
