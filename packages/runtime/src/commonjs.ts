/** The runtime for CommonJS modules: a `require` from elsewhere can bring it to a module that stands in another realm, such as a `vm` context. */
import { defineCells } from './cells.js'
import { runtime } from './registry.js'
import type { Register } from './wire.js'

export const { apply, revert, state, on } = runtime

/**
 * Announces a guarded module, as the `define` of `@iaso/runtime` does.
 *
 * @param global - the module's `globalThis`: its guards must find their cells there
 */
export function define(id: string, fingerprint: string, cells: number, global: object = globalThis): Register {
  const register = runtime.define(id, fingerprint, cells)
  if (global === globalThis) return register
  defineCells(id, cells, global)
  return (table, slot) => {
    // Twice, as a module does that is evaluated twice: no patch reaches the cells of another realm, so it is not to look as if one did.
    register(table, slot)
    register(table, slot)
  }
}
