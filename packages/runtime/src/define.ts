import { defineCells } from './cells.js'
import { linkLate } from './late.js'
import { modules } from './modules.js'
import type { Register, Table } from './wire.js'

/**
 * Announces a guarded module and makes its cells. Generated code calls it before any of the module's dependencies runs, for in
 * an import cycle a function of the module can be called before the module's own first line.
 *
 * @returns takes the module's scope table, at the module's head
 */
export function define(id: string, fingerprint: string, cells: number): Register {
  defineCells(id, cells)
  const first = modules.get(id)
  const tables: Table[] = []
  if (first) {
    first.copied = true
    linkLate(id)
  } else modules.set(id, { fingerprint, tables, copied: false })
  return (table, slot = 0) => {
    tables[slot] = table
    if (!first && !slot) linkLate(id)
  }
}
