import type { Fn, Module } from '@iaso/babel-plugin'

/** A class of the module's top level whose `super` a patch can find by the class' own name. */
export function superClassOf(
  fn: Fn,
  module: Module,
): { readonly name: string; readonly isStatic: boolean } | undefined {
  let owner: Fn | null = fn
  while (owner !== null && owner.kind === 'arrow') owner = owner.parent
  const klass = owner?.class
  if (owner === null || klass === null || klass === undefined || klass.parent !== null || !klass.node.id)
    return undefined
  const binding = module.scope.bindings.get(klass.node.id.name)
  if (binding === undefined || binding.assigned || binding.kind !== 'class') return undefined
  return { name: binding.name, isStatic: 'static' in owner.node && owner.node.static === true }
}
