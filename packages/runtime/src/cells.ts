import { fault } from './fault.js'
import { realm } from './realm.js'
import type { Install } from './wire.js'

/**
 * Makes the cells of a module. A cell that exists is left alone: another evaluation of the module made it, and it may hold a patch.
 *
 * Globals, because V8 compiles a guard that reads an unchanged global to nothing; not enumerable, so that nobody stumbles on them.
 * `Reflect`, because it doesn't throw on a frozen global object: the application may get along without the module.
 */
export function defineCells(module: string, count: number): void {
  while (count--) {
    const name = `$${module}${count.toString(36)}`
    // In a `vm` context, defining a property anew without a value empties it.
    if (!(name in realm)) Reflect.defineProperty(realm, name, { writable: true })
  }
}

/** Puts an implementation behind a guard, once applied. A cell that can't be set rejects the patch before anything is. */
export function cellChange(module: string, name: string, implementation: unknown): Install {
  if (!Reflect.set(realm, name, realm[name])) fault('6', module)
  return {
    apply() {
      realm[name] = implementation
    },
    undo() {
      realm[name] = undefined
    },
  }
}
