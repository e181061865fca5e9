import { cellChange } from './cells.js'
import { context } from './context.js'
import { fault } from './fault.js'
import { type Live, modules } from './realm.js'
import type { Install, WirePart } from './wire.js'

/**
 * Calls what the builder generated for a module, if that has run its head. Nothing takes effect by that: the caller applies the
 * changes.
 */
export function link(live: Live, [module, fingerprint, linkPart]: WirePart): Install[] {
  const known = modules.get(module)
  const changes: Install[] = []
  if (known?.copied) fault('4', module)
  if (known?.tables[0]) {
    if (known.fingerprint !== fingerprint) fault('3', module)
    live.pending.delete(module)
    const { '': installs = [], ...cells } = linkPart(context) as Record<string, Install[]>
    for (const name in cells) changes.push(cellChange(module, name, cells[name]))
    live.functions += changes.length
    changes.push(...installs)
    live.changes.push(...changes)
  }
  return changes
}

