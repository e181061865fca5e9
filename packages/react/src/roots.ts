import type { Fiber, FiberRoot } from './fiber.js'

/** The property under which this copy of react-dom keeps the fiber on a container: `__reactContainer$` and a random text. */
export function containerKey(container: Element): string | undefined {
  return Object.keys(container).find(key => key.startsWith('__reactContainer$'))
}

/** Roots in a document and in its open shadow roots; the document itself can be a container. */
export function* rootsIn(node: Document | ShadowRoot | Element, key: string): Generator<FiberRoot> {
  const fiber = (node as unknown as Record<string, Fiber | null | undefined>)[key]
  if (fiber) yield fiber.stateNode as FiberRoot
  if (node instanceof Element) {
    if (node.shadowRoot) yield* rootsIn(node.shadowRoot, key)
    return
  }
  for (const element of node.querySelectorAll('*')) yield* rootsIn(element, key)
}
