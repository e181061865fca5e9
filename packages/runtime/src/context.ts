import { defineCells } from './cells.js'
import { define } from './define.js'
import { fault } from './fault.js'
import { modules } from './realm.js'
import type { WireContext } from './wire.js'

/** What patches added, by key; it stays for as long as the realm lives. */
const kept = new Map<string, unknown>()

export const context: WireContext = {
  table: id => modules.get(id)?.tables ?? fault('5', id),
  define,
  cells: defineCells,
  keep<T>(key: string, make?: () => T): T {
    // Without a maker: what an earlier part of the patch has made.
    if (!kept.has(key)) kept.set(key, (make as () => T)())
    return kept.get(key) as T
  },
}
