import type { Fn } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Pair } from '../program.js'

/** With the functions that are the release's again, after an earlier patch has had others in their places: what those made is there still. */
export function withRestored(edit: Edited): Edited {
  const { pair, changes } = edit
  const changed = new Set(changes.map(({ fn }) => fn))
  const restored = pair.next.functions.filter(fn => {
    const cells = pair.cells.get(pair.ids.get(fn) as number) ?? []
    return !changed.has(fn) && cells.some(({ cell }) => pair.wasSet(cell))
  })
  return { ...edit, changes: [...changes, ...restored.map(fn => ({ fn, cells: [] }))] }
}

/** From the patch to the release, which is the way that a revert goes. */
export function mirrored(edit: Edited): Edited {
  const { pair, changes } = edit
  const back = changes.flatMap(({ fn }) => pair.released.get(pair.ids.get(fn) as number) ?? [])
  return { ...edit, pair: mirroredPair(pair), changes: back.map(fn => ({ fn, cells: [] })), initialised: [] }
}

function mirroredPair(pair: Pair): Pair {
  const { old, next, ids } = pair
  return {
    ...pair,
    old: next,
    next: old,
    ids: new Map(old.functions.map(fn => [fn, fn.id])),
    released: new Map([...ids].map(([fn, id]): [number, Fn] => [id, fn])),
    patched: [],
  }
}
