/*
 * Both functions stand, as text, in each drilled module: they use nothing but their arguments and what every realm has, and no `Map`, `Set` or `Symbol`:
 * there are tests that load a module while these are none or somebody else's.
 */

/** Answers what a function's cell is set to, by number. */
type Link = (context: object) => Record<string, (...args: unknown[]) => unknown>
/** Of a scope table: a list, or where they are many, what answers them by position. */
type Accessors = readonly unknown[] | ((position: number) => unknown)
type Setter = (implementation: unknown) => void

/**
 * Links a module's patch with itself. The cells are variables of the module and of its patch, not globals: a module that is evaluated twice, as
 * after `resetModules`, has twice its own.
 *
 * @param link the module's patch with itself
 * @param setters of each cell, in the module and in the patch
 * @param called is told the first call of each function
 * @returns what takes those who make the module's scope table and the private accessors of its classes
 */
export function startDrill(
  prefix: string,
  link: Link,
  setters: readonly [readonly Setter[], readonly Setter[]],
  called: (cell: number) => void,
): (make: () => Accessors, slot?: number) => void {
  const tables: ((position: number) => unknown)[] = []
  const kept: { [key: string]: unknown } = { __proto__: null }
  const context = {
    table: () => tables,
    cells() {},
    keep(key: string, make: () => unknown) {
      if (!(key in kept)) kept[key] = make()
      return kept[key]
    },
  }
  return (make, slot = 0) => {
    let accessors: Accessors | undefined
    tables[slot] = position => {
      accessors ??= make()
      return typeof accessors === 'function' ? accessors(position) : accessors[position]
    }
    if (slot) return
    const implementations = link(context)
    setters[1].forEach((_, cell) => {
      const implementation = implementations[prefix + cell.toString(36)]
      const set = (value: unknown) => {
        setters[0][cell]?.(value)
        setters[1][cell]?.(value)
      }
      if (!implementation) return
      set((...args: unknown[]) => {
        // From now on the guard calls it without a detour.
        set(implementation)
        called(cell)
        return implementation(...args)
      })
    })
  }
}

/** Writes at once: test runners kill processes. A page, which has none, is not heard. */
export function recordCalls(log: string, path: string): (cell: number) => void {
  if (typeof process === 'undefined' || !('getBuiltinModule' in process)) return () => {}
  const { getBuiltinModule } = process as unknown as { getBuiltinModule(name: 'fs'): typeof import('node:fs') }
  const { appendFileSync } = getBuiltinModule('fs')
  const { stringify } = JSON
  const known = `iaso.drill ${log}`
  // One a process, however many copies of the module it has; a realm of Jest's has a copy of the process.
  const holder = process as unknown as Record<string, Record<string, true>>
  if (!(known in holder)) Object.defineProperty(holder, known, { value: { __proto__: null } })
  const seen = holder[known] as Record<string, true>
  return cell => {
    const line = stringify({ called: cell, of: path })
    if (line in seen) return
    seen[line] = true
    appendFileSync(log, `${line}\n`)
  }
}
