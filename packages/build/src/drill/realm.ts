/*
 * Both functions stand, as text, in each drilled module: they use nothing but their arguments and what every realm has.
 */

/** Answers what a function's cell is set to, by number. */
type Link = (context: object) => Record<string, (...args: unknown[]) => unknown>
type Setter = (implementation: unknown) => void

/**
 * Links a module's patch with itself. The cells are variables of the module and of its patch, not globals: a module that is evaluated twice, as
 * after `resetModules`, has twice its own.
 *
 * @param link the module's patch with itself
 * @param setters of each cell, in the module and in the patch
 * @param called is told the first call of each function
 * @returns what takes the module's scope table, and the private accessors of its classes
 */
export function startDrill(
  prefix: string,
  link: Link,
  setters: readonly [readonly Setter[], readonly Setter[]],
  called: (cell: number) => void,
): (table: readonly unknown[], slot?: number) => void {
  const tables: (readonly unknown[])[] = []
  const kept = new Map<string, unknown>()
  const context = {
    table: () => tables,
    cells() {},
    keep(key: string, make: () => unknown) {
      if (!kept.has(key)) kept.set(key, make())
      return kept.get(key)
    },
  }
  return (table, slot = 0) => {
    tables[slot] = table
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
  const known = Symbol.for(`iaso.drill ${log}`)
  // One a process, however many realms and copies of the module it has.
  const holder = process as unknown as Record<symbol, Set<string> | undefined>
  const seen = holder[known] ?? new Set()
  holder[known] = seen
  return cell => {
    const line = JSON.stringify({ called: cell, of: path })
    if (seen.has(line)) return
    seen.add(line)
    appendFileSync(log, `${line}\n`)
  }
}
