import { apply } from './apply.js'
import { define } from './define.js'
import { emit, on } from './events.js'
import { revert } from './revert.js'
import { state } from './state.js'
import { WIRE_VERSION } from './wire.js'

const own = { v: WIRE_VERSION, define, apply, revert, state, on, emit }

export type Runtime = typeof own

/**
 * The realm's runtime, under `Symbol.for('iaso')`: made by the first copy that loads, used by every later one, for modules and patches
 * of several bundles must meet in one place. Patch scripts find it there, too.
 *
 * On a frozen global object each copy has its own; nothing can be patched there anyway.
 */
export function shareRuntime(): Runtime {
  const realm = globalThis as { [key: symbol]: Runtime | undefined }
  const symbol = Symbol.for('iaso')
  if (!realm[symbol]) Reflect.defineProperty(realm, symbol, { value: own })
  return realm[symbol] ?? own
}
