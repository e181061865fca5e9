import { context } from './context.js'
import { fault } from './fault.js'
import { modules, realm } from './realm.js'
import type { Install, WirePart } from './wire.js'

/**
 * Calls what the builder generated for a module, if that has run its head. Nothing takes effect by that: the caller runs the changes.
 */
export function link([module, fingerprint, linkPart]: WirePart): Install[] {
  if (!modules.get(module)?.[0]) return []
  if (context.table(module).fingerprint !== fingerprint) fault(3, module)
  return Object.entries(linkPart(context)).flatMap(([name, value]) => {
    if (!name) return value as Install[]
    // Throws where it can't be set: not every bundle is strict code, where an assignment would.
    const put = (implementation?: unknown) => () => Reflect.set(realm, name, implementation) || fault(6, name)
    return { apply: put(value), undo: put() }
  })
}
