import type { Module } from '../analyze/model.js'

/** Makes names that nothing in the module uses. */
export class Names {
  private readonly locals = new Map<string, string>()
  /** Where the search for a base begins: a patch of a bundle asks for thousands of `$this`. */
  private readonly last = new Map<string, number>()

  constructor(private readonly module: Module) {}

  unique(base: string): string {
    const { names } = this.module
    let count = this.last.get(base) ?? 0
    let name = count === 0 ? base : `${base}${count}`
    while (names.has(name) || this.module.globals.has(name)) name = `${base}${++count}`
    this.last.set(base, count)
    names.add(name)
    return name
  }

  /** Somebody else's name. */
  reserve(name: string): void {
    this.module.names.add(name)
  }

  /** The same free name for every function that asks: for variables that only the function's own head uses. */
  local(base: string): string {
    let name = this.locals.get(base)
    if (name === undefined) {
      name = this.unique(base)
      this.locals.set(base, name)
    }
    return name
  }
}
