/**
 * The runtime for Node without a bundler, where modules can be evaluated more than once: each copy takes part in a patch. As CommonJS,
 * because Node 20 warns of ES modules that are required, and a `require` from elsewhere can bring it to a module that
 * stands in another realm, such as a `vm` context.
 */
import { type Definition, renameCopies } from './copies/compile.js'
import { copies } from './copies/index.js'
import { runtime } from './registry.js'
import type { Register } from './wire.js'

export const { apply, revert, state, on } = runtime

/**
 * Announces a guarded module, as the `define` of `@iaso/runtime` does.
 *
 * @param global - the module's `globalThis`: its guards must find their cells there
 */
export function define(id: string, fingerprint: string, cells: number, global: object = globalThis): Register {
  if (global === globalThis) return runtime.define(id, fingerprint, cells)
  return copies.defineForeign(id, fingerprint, cells, global)
}

/** For the output of `iaso build <directory>`: see `renameCopies`. */
export function rename(
  root: string,
  definitions: Readonly<Record<string, Definition>>,
  registrars: Record<string, Register>,
): void {
  renameCopies(runtime, copies.claims, root, definitions, registrars)
}
