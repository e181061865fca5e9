import { cellChange } from './cells.js'
import { context } from './context.js'
import { fault } from './fault.js'
import { modules } from './realm.js'
import type { Install, WirePart } from './wire.js'

/**
 * Calls what the builder generated for a module, if that has run its head. Nothing takes effect by that: the caller runs the changes.
 */
export function link([module, fingerprint, linkPart]: WirePart): Install[] {
  if (!modules.get(module)?.[0]) return []
  if (context.table(module).fingerprint !== fingerprint) fault(3, module)
  const { '': installs = [], ...cells } = linkPart(context) as Record<string, Install[]>
  return [...installs, ...Object.entries(cells).map(cellChange)]
}
