import type { Module } from '../analyze/model.js'

/** Makes names that nothing in the module uses. */
export class Names {
  constructor(private readonly module: Module) {}

  unique(base: string): string {
    const { names } = this.module
    let name = base
    for (let i = 1; names.has(name) || this.module.globals.has(name); i++) name = `${base}${i}`
    names.add(name)
    return name
  }
}
