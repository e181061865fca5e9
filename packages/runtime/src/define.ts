import { attempt } from './attempt.js'
import { defineCells } from './cells.js'
import { link } from './link.js'
import { livePatches, modules } from './realm.js'
import type { Register, Table } from './wire.js'

/**
 * Announces a guarded module and makes its cells. Generated code calls it before any of the module's dependencies runs, for in
 * an import cycle a function of the module can be called before the module's own first line.
 *
 * @returns takes the module's scope table, at the module's head
 */
export function define(id: string, fingerprint: string, cells: number): Register {
  const known = modules.get(id)
  const tables: Table[] = []
  defineCells(id, cells)
  if (known) {
    known.copied = true
    linkLate(id)
  } else modules.set(id, { fingerprint, tables })
  return (table, slot = 0) => {
    tables[slot] = table
    if (!(known || slot)) linkLate(id)
  }
}

/**
 * Puts the parts that wait for a module to work, before its body runs. The rest of the patch is live already: what goes wrong is a failure,
 * and that all goes well is no news. A module that is evaluated a second time runs on the cells of the first: `failed`, too.
 */
function linkLate(id: string): void {
  for (const live of livePatches.values())
    for (const part of live.patch.parts)
      if (part[0] === id)
        try {
          for (const change of link(live, part)) change.apply()
        } catch (error) {
          attempt('failed', 'failed', live.patch.app, live.patch.id, () => {
            throw error
          })
        }
}
