import { defineCells } from './cells.js'
import { define } from './define.js'
import { fault } from './fault.js'
import { type Module, modules } from './realm.js'
import type { WireContext } from './wire.js'

/** What patches added, by key; it stays for as long as the realm lives. */
const kept: Record<string, unknown> = Object.create(null)

export const context = {
  /** Throws where a patch would meet the wrong state, or none. */
  table(id: string): Module {
    const tables = modules[id] ?? fault(5, id)
    if (tables.copied) fault(4, id)
    return tables
  },
  define,
  cells: defineCells,
  // Without a maker: what an earlier part of the patch has made.
  keep<T>(key: string, make?: () => T): T {
    if (!(key in kept)) kept[key] = (make as () => T)()
    return kept[key] as T
  },
} satisfies WireContext
