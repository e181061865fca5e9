import * as t from '@babel/types'

export function children(node: t.Node): t.Node[] {
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap(key => {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
    return (Array.isArray(child) ? child : [child]).filter(
      (each): each is t.Node => each !== null && each !== undefined,
    )
  })
}

/** What runs with the code that `node` stands in: of a function within, only its computed key. */
function ownChildren(node: t.Node): t.Node[] {
  if (!t.isFunction(node)) return children(node)
  return 'computed' in node && node.computed ? [node.key] : []
}

/** The nodes of a function's own code, each before those within it. */
export function* ownNodes(roots: readonly t.Node[]): Generator<t.Node> {
  for (const node of roots) {
    yield node
    yield* ownNodes(ownChildren(node))
  }
}
