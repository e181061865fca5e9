import type { Module } from './model.js'

/** What is found out about a module when it is first asked for, and then known as long as the module is. */
export function oncePerModule<Found>(find: (module: Module) => Found): (module: Module) => Found {
  const known = new WeakMap<Module, { readonly found: Found }>()
  return module => {
    let answer = known.get(module)
    if (answer === undefined) {
      answer = { found: find(module) }
      known.set(module, answer)
    }
    return answer.found
  }
}
