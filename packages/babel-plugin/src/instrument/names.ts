import type { Module } from '../analyze/model.js'

/** Makes names that nothing in the module uses. */
export class Names {
  private readonly locals = new Map<string, string>()

  constructor(private readonly module: Module) {}

  unique(base: string): string {
    const { names } = this.module
    let name = base
    for (let i = 1; names.has(name) || this.module.globals.has(name); i++) name = `${base}${i}`
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
