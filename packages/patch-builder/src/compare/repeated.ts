import type * as t from '@babel/types'
import type { Item } from './items.js'

/**
 * Names that are declared more than once, in the release as in the new source, with the same values in the same order: `var Query = require('./query')`
 * above, and again further down. Any other change to them has no one counterpart.
 */
export function repeatedAlike(
  before: readonly Item[],
  after: readonly Item[],
  isMoved: (node: t.Node) => boolean,
): ReadonlySet<string> {
  const [olds, news] = [byName(before), byName(after)]
  const isAlike = (items: readonly Item[], twins: readonly Item[] = []) =>
    items.length === twins.length &&
    items.every((item, at) => item.value !== null && item.shape === twins[at]?.shape && !isMoved(item.value))
  return new Set(
    [...news].filter(([name, items]) => items.length > 1 && isAlike(items, olds.get(name))).map(([name]) => name),
  )
}

function byName(items: readonly Item[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>()
  for (const item of items.filter(({ names }) => names.length > 0)) {
    const name = item.names.join()
    found.set(name, [...(found.get(name) ?? []), item])
  }
  return found
}
