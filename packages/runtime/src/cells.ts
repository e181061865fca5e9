import { fault } from './fault.js'
import { realm } from './realm.js'
import type { Install } from './wire.js'

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

/** Puts an implementation behind a guard, or throws: not every bundle is strict code, where an assignment would. */
export function cellChange([name, implementation]: [string, unknown]): Install {
  const put = (value?: unknown) => () => Reflect.set(realm, name, value) || fault(6, name)
  return { apply: put(implementation), undo: put() }
}
