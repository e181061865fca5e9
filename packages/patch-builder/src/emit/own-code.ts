import * as t from '@babel/types'
import { rewrite, type Surroundings } from './rewrite.js'

export function children(node: t.Node): t.Node[] {
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap(key => {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
    return (Array.isArray(child) ? child : [child]).filter(
      (each): each is t.Node => each !== null && each !== undefined,
    )
  })
}

/** What runs with the code that `node` stands in: of a function within, only its computed key. */
export function ownChildren(node: t.Node): t.Node[] {
  if (!t.isFunction(node)) return children(node)
  return 'computed' in node && node.computed ? [node.key] : []
}

/** Puts what `replace` answers in the place of each node that runs with the code. */
export function replaceOwn(node: t.Node, replace: (child: t.Node) => t.Node): void {
  const own = new Set<t.Node | null>(ownChildren(node))
  const slots = node as unknown as Record<string, t.Node | (t.Node | null)[] | null>
  const replaced = (child: t.Node | null) => (child !== null && own.has(child) ? replace(child) : child)
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const child = slots[key]
    if (Array.isArray(child)) slots[key] = child.map(replaced)
    else if (child) slots[key] = replaced(child)
  }
}

/** The nodes of a function's own code, each before those within it. */
export function* ownNodes(roots: readonly t.Node[]): Generator<t.Node> {
  for (const node of roots) {
    yield node
    yield* ownNodes(ownChildren(node))
  }
}

export function mentions(node: t.Node, name: string): boolean {
  return (node.type === 'Identifier' && node.name === name) || children(node).some(child => mentions(child, name))
}

export function beginWith(node: t.Function, statements: readonly t.Statement[]): void {
  if (node.body.type !== 'BlockStatement') node.body = t.blockStatement([t.returnStatement(node.body)])
  node.body.body.unshift(...statements)
}

/** Rewrites what runs when a function is called; its name and key stay. */
export function rewriteOwnCode(node: t.Node, around: Surroundings): t.Node {
  const slots = node as unknown as Record<string, t.Node | t.Node[] | null>
  for (const key of ['params', 'body', 'value']) {
    const child = slots[key]
    if (Array.isArray(child)) slots[key] = child.map(each => rewrite(each, around))
    else if (child) slots[key] = rewrite(child, around)
  }
  return node
}
