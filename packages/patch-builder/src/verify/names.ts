import type * as t from '@babel/types'
import { type Binding, type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import { parentsOf } from '../resolve/parents.js'
import { declarationOf } from './initial-values.js'

/** The name that a function declaration has around it. */
export function hoistedName({ hoisted, node }: Fn, module: Module): Binding | undefined {
  return hoisted && 'id' in node && node.id ? declared(node.id as t.Identifier, module) : undefined
}

/** The one name that a function has around it: `function f() {}`, `const f = () => {}`. */
export function nameOf(fn: Fn, module: Module): Binding | undefined {
  if (fn.hoisted) return hoistedName(fn, module)
  const parent = parentsOf(module).get(fn.node)
  const isNamed = parent?.type === 'VariableDeclarator' && parent.init === fn.node && parent.id.type === 'Identifier'
  return isNamed ? declared(parent.id as t.Identifier, module) : undefined
}

/** The name that a function expression has for itself. */
export function selfOf({ node, scope }: Fn): Binding | undefined {
  const self = node.type === 'FunctionExpression' && node.id ? scope.parent?.bindings.get(node.id.name) : undefined
  return self?.kind === 'self' ? self : undefined
}

const declarations = new WeakMap<Module, Map<t.Node, Binding>>()

/** The variable that is declared here; nothing, where nobody of the module uses it and it isn't of the top level. */
export function declared(id: t.Identifier, module: Module): Binding | undefined {
  let index = declarations.get(module)
  if (index === undefined) {
    index = new Map()
    for (const { binding } of module.references.values()) if (binding !== undefined) index.set(binding.node, binding)
    declarations.set(module, index)
  }
  const ofModule = module.scope.bindings.get(id.name)
  return module.references.get(id)?.binding ?? index.get(id) ?? (ofModule?.node === id ? ofModule : undefined)
}

/** The one function that a name stands for. */
export function functionNamed(name: t.Node, module: Module): Fn | undefined {
  const binding = module.references.get(name)?.binding
  if (binding === undefined) return undefined
  if (binding.kind === 'function')
    return binding.assigned
      ? undefined
      : module.functions.find(({ hoisted, node }) => hoisted && 'id' in node && node.id === binding.node)
  const declaration = binding.assigned ? undefined : declarationOf(binding, module)
  const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined
  return init ? fnOf(module).get(init) : undefined
}
