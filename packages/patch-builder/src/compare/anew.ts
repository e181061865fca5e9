import { type Fn, type Home, homesOf } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'

/**
 * Where a patch puts another function in the place of one whose guard passes fewer parameters than the new code takes. Who calls it by
 * looking it up passes all; the other one calls the release's, which hands over all else.
 */
export function anewAt(
  fn: Fn,
  { addedBy, layout: { params } }: Pick<CellMapping, 'addedBy' | 'layout'>,
  pair: Pair,
): Home | undefined {
  const now = homesOf(pair.next).get(fn.node)
  const released = pair.released.get(pair.ids.get(fn) as number)
  const before = released && homesOf(pair.old).get(released.node)
  if (now === undefined || before === undefined || addedBy !== undefined || !pair.mapping.eager) return undefined
  const isSame = now.root === before.root && now.prototype === before.prototype && now.key === before.key
  // a generator's guard runs when it is first asked, not when it is called
  if (!isSame || released?.generator || params.kind !== 'positional' || params.rest || !('params' in fn.node))
    return undefined
  const own = fn.node.params
  const most = params.count + (params.spare ? 1 : 0)
  return own.length > most || own.at(-1)?.type === 'RestElement' ? now : undefined
}
