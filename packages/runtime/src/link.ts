import { context } from './context.js'
import { fault } from './fault.js'
import { modules, realm } from './realm.js'
import type { Change, WirePart } from './wire.js'

/**
 * Calls what the builder generated for a module, if that has run its head. Nothing takes effect by that, but what the patch brings is
 * evaluated: the caller runs the changes.
 *
 * @param irrevocable - called before code of the application runs by that
 */
export function link([module, fingerprint, linkPart]: WirePart, irrevocable: () => void): Change[] {
  if (!modules[module]?.[0]) return []
  if (context.table(module).fingerprint !== fingerprint) fault(3, module)
  return Object.entries(linkPart(context, irrevocable)).flatMap(([name, value]) =>
    name
      ? // Throws where it can't be set: not every bundle is strict code, where an assignment would.
        on => Reflect.set(realm, name, on ? value : undefined) || fault(6, name)
      : (value as Change[]),
  )
}
