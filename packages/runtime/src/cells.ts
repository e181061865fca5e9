import { Fault } from './fault.js'

/** What stands behind guards, by the name of the global property that a guard reads. */
export type Cells = Record<string, unknown>

/**
 * Makes the cells of a module. A cell that exists is left alone: another evaluation of the module made it, and it may hold a patch.
 *
 * Globals, because V8 compiles a guard that reads an unchanged global to nothing; not enumerable, so that nobody stumbles on them.
 * `Reflect`, because it doesn't throw on a frozen global object: the application may get along without the module.
 */
export function defineCells(module: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const name = `$${module}${i.toString(36)}`
    // In a `vm` context, defining a property anew without a value empties it.
    if (!Object.hasOwn(globalThis, name)) Reflect.defineProperty(globalThis, name, { writable: true })
  }
}

/** Asks before anything is set, for a patch must go in whole or not at all. */
export function checkCell(module: string, name: string, implementation: unknown): void {
  if (!Object.isExtensible(globalThis)) throw new Fault('IASO1206', { module })
  if (!Object.getOwnPropertyDescriptor(globalThis, name)?.writable || typeof implementation !== 'function')
    throw new Fault('IASO1207', { detail: name })
}

/** Empties the old cells that have no new content. */
export function setCells(old: Cells, next: Cells): void {
  Object.assign(globalThis, Object.fromEntries(Object.keys(old).map(name => [name, undefined])), next)
}
