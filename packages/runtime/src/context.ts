import { defineCells } from './cells.js'
import { define } from './define.js'
import { tablesOf } from './modules.js'
import type { WireContext } from './wire.js'

/** State that patches added, by application and key; it stays for as long as the realm lives. */
let kept = new Map<string, unknown>()

export function contextOf(app: string): WireContext {
  return {
    table: tablesOf,
    define,
    cells: defineCells,
    keep<T>(key: string, make: () => T): T {
      // No application's name has a space in it.
      const name = `${app} ${key}`
      if (!kept.has(name)) kept.set(name, make())
      return kept.get(name) as T
    },
  }
}

/** The returned function forgets what is kept from now on: a rejected patch must leave nothing behind. */
export function snapshotKept(): () => void {
  const before = new Map(kept)
  return () => {
    kept = before
  }
}
