import * as t from '@babel/types'
import type { ParamsPlan } from '@iaso/protocol'
import type { Binding, Fn, Module, ParamsForm } from './model.js'
import { takesSpare } from './spare.js'

/** Chooses the form that leaves the order of evaluation, `length`, TDZ and names as they are. */
export function paramsForm(fn: Fn, module: Module): ParamsForm {
  if (!('params' in fn.node)) return 'plain'
  const params = fn.node.params as readonly t.Node[]
  if (hasDuplicates(params) || bodyFunctionHidesParam(fn)) return 'impossible'
  const patterns = params.some(isPattern)
  const defaults = params.some(param => param.type === 'AssignmentPattern')
  if (!patterns && !defaults) return 'plain'
  // V8 words the failure of an array pattern differently behind the guard, and asking beforehand could be observed.
  // Generators evaluate their parameters when called, their body when first asked: what was decided at the call stays decided.
  if (fn.generator || params.some(hasArrayPattern) || !staysInOrder(fn, params))
    return closureSeesParam(fn) ? 'impossible' : 'bound'
  if (!patterns) return 'guarded'
  return canUnpack(fn, params, module) ? 'unpacked' : closureSeesParam(fn) ? 'impossible' : 'bound'
}

export function paramsPlan(fn: Fn, module: Module, source: () => string): ParamsPlan {
  if (!('params' in fn.node)) return { kind: 'none' }
  const params = fn.node.params as readonly t.Node[]
  if (fn.form === 'bound') return { kind: 'bound', names: paramNames(params), source: source() }
  if (fn.kind !== 'arrow' && fn.uses.arguments) return { kind: 'arguments' }
  const rest = params.at(-1)?.type === 'RestElement'
  return { kind: 'positional', count: params.length, rest, ...(takesSpare(fn, params, module) ? { spare: true } : {}) }
}

function isPattern(param: t.Node): boolean {
  const target = param.type === 'AssignmentPattern' ? param.left : param.type === 'RestElement' ? param.argument : param
  return target.type === 'ObjectPattern' || target.type === 'ArrayPattern'
}

function hasArrayPattern(param: t.Node): boolean {
  switch (param.type) {
    case 'ArrayPattern':
      return true
    case 'ObjectPattern':
      return param.properties.some(property =>
        hasArrayPattern(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'AssignmentPattern':
      return hasArrayPattern(param.left)
    case 'RestElement':
      return hasArrayPattern(param.argument)
    default:
      return false
  }
}

/** Index of the first parameter that is unpacked behind the guard. */
export function firstUnpacked(params: readonly t.Node[]): number {
  return params.findIndex(isPattern)
}

function paramNames(params: readonly t.Node[]): string[] {
  return params.flatMap(param => Object.keys(t.getBindingIdentifiers(param)))
}

function hasDuplicates(params: readonly t.Node[]): boolean {
  const names = params.flatMap(param => {
    const found = t.getBindingIdentifiers(param, true)
    return Object.values(found)
      .flat()
      .map(id => id.name)
  })
  return new Set(names).size !== names.length
}

/** function f(a) { function a() {} }: at the guard, `a` is the function, not what the caller passed. */
function bodyFunctionHidesParam(fn: Fn): boolean {
  for (const [name, binding] of fn.scope.bindings) {
    if (binding.kind === 'arguments') continue
    const inBody = fn.bodyScope.bindings.get(name)
    if (inBody !== undefined && (inBody.kind === 'function' || (inBody !== binding && inBody.kind !== 'var')))
      return true
  }
  return false
}

/** (a = b, b): a parameter used before it has its value throws; moving it behind the guard would hide that. */
function staysInOrder(fn: Fn, params: readonly t.Node[]): boolean {
  const indexOf = (node: t.Node) => params.findIndex(param => contains(param, node))
  return paramBindings(fn).every(binding => {
    const declared = indexOf(binding.node)
    return binding.references.every(({ node }) => indexOf(node) < 0 || indexOf(node) > declared)
  })
}

function canUnpack(fn: Fn, params: readonly t.Node[], module: Module): boolean {
  // An `eval` in a moved expression would see the body's names.
  if (fn.evalWithin) return false
  const moved = params.slice(firstUnpacked(params))
  // The body must not declare the names again, nor hide what the moved expressions mean.
  if (paramNames(moved).some(name => fn.bodyScope.bindings.has(name) || fn.blockFunctions.has(name))) return false
  let hidden = false
  const check = (node: t.Node) => {
    const reference = module.references.get(node)
    if (reference !== undefined && fn.bodyScope.bindings.has(reference.node.name as string)) hidden = true
  }
  for (const param of moved) t.traverseFast(param, check)
  if (hidden) return false
  // Sloppy code that uses `arguments` would get the mapped kind once its parameters are simple.
  return (
    fn.strict ||
    !fn.uses.arguments ||
    params.slice(0, firstUnpacked(params)).some(param => param.type === 'AssignmentPattern')
  )
}

/** A closure in a default value sees the parameter itself; handing over a copy would split the two. */
function closureSeesParam(fn: Fn): boolean {
  const params = (fn.node as t.Function).params as readonly t.Node[]
  return paramBindings(fn).some(binding =>
    binding.references.some(reference => reference.fn !== fn && params.some(param => contains(param, reference.node))),
  )
}

function paramBindings(fn: Fn): Binding[] {
  return [...fn.scope.bindings.values()].filter(binding => binding.kind === 'param')
}

/** By their positions in the source. */
export function contains(outer: t.Node, inner: t.Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? -1) && (inner.end ?? Number.POSITIVE_INFINITY) <= (outer.end ?? 0)
}
