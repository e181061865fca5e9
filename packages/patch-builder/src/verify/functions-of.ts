import type * as t from '@babel/types'
import { type Binding, type Fn, isModuleLevel, type Module } from '@iaso/babel-plugin'

/** The function that a name of the module's top level stands for. */
export function functionNamed(name: t.Node, module: Module): Fn | undefined {
  const binding = module.references.get(name)?.binding
  return binding === undefined || !isModuleLevel(binding) ? undefined : functionOf(binding, module)
}

/** The function that a binding of the top level is. */
export function functionOf(binding: Binding, module: Module): Fn | undefined {
  return module.functions.find(
    fn =>
      fn.parent === null &&
      fn.class === null &&
      (declares(fn, binding) || (binding.kind !== 'function' && fn.name === binding.name && !fn.hoisted)),
  )
}

function declares({ hoisted, node }: Fn, binding: Binding): boolean {
  return hoisted && 'id' in node && node.id === binding.node
}
