import { realm } from './realm.js'

/**
 * Makes the cells of a module. A cell that exists is left alone: another evaluation of the module made it, and it may hold a patch.
 *
 * Globals, because V8 compiles a guard that reads an unchanged global to nothing; not enumerable, so that nobody stumbles on them.
 * Throws where the global object is frozen: without its cell, a function would throw at its first call.
 */
export function defineCells(module: string, count: number): void {
  while (count--) {
    const name = `$${module}${count.toString(36)}`
    // In a `vm` context, defining a property anew without a value empties it; Node 26 also makes it read-only, so the value is said.
    if (!(name in realm)) Object.defineProperty(realm, name, { value: undefined, writable: true })
  }
}
