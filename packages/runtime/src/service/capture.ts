import { Script } from 'node:vm'
import { runtime } from '../registry.js'
import type { WirePatch } from '../wire.js'
import type { Order } from './messages.js'

const SYMBOL = Symbol.for('iaso')

/** Runs a patch script up to where it would apply itself. Throws what the script throws, and if it doesn't apply what was ordered. */
export function capture({ code, filename, app, release, id }: Order): WirePatch {
  const realm = globalThis as { [SYMBOL]?: object }
  let patch: WirePatch | undefined
  realm[SYMBOL] = {
    ...runtime,
    apply(given: WirePatch) {
      patch = given
    },
  }
  try {
    new Script(code, { filename }).runInThisContext()
  } finally {
    realm[SYMBOL] = runtime
  }
  if (patch?.app !== app || patch.release !== release || patch.id !== id)
    throw new Error('the script is not the patch that was announced')
  return patch
}
