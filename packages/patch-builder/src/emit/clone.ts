import * as t from '@babel/types'
import type { Fn, Module, Reference } from '@iaso/babel-plugin'

/** A copy of a piece of a module's tree that may be changed, with what the analysis knew of it. */
export interface Copy {
  readonly node: t.Node
  /** Function → its node in the copy. */
  readonly nodes: ReadonlyMap<Fn, t.Node>
}

/** References of all copies made for one part, whichever module they come from. */
export type References = Map<t.Node, Reference>

/**
 * Copies a tree. A copy of released code leaves the positions out: they are of a text that the patch's source map doesn't know.
 */
export function copyTree(
  node: t.Node,
  module: Module,
  fnOf: ReadonlyMap<t.Node, Fn>,
  references: References,
  positions = true,
): Copy {
  const nodes = new Map<Fn, t.Node>()
  const copy = (from: t.Node): t.Node => {
    const to: Record<string, unknown> = {
      ...from,
      leadingComments: undefined,
      innerComments: undefined,
      trailingComments: undefined,
    }
    if (!positions) for (const key of ['loc', 'start', 'end', 'range']) to[key] = undefined
    for (const key of t.VISITOR_KEYS[from.type] ?? []) {
      const child = (from as unknown as Record<string, unknown>)[key]
      if (Array.isArray(child)) to[key] = child.map(each => (each === null ? null : copy(each as t.Node)))
      else if (child !== null && child !== undefined) to[key] = copy(child as t.Node)
    }
    const made = to as unknown as t.Node
    const reference = module.references.get(from)
    if (reference !== undefined) references.set(made, reference)
    const fn = fnOf.get(from)
    if (fn !== undefined) nodes.set(fn, made)
    return made
  }
  return { node: copy(node), nodes }
}
