import type * as t from '@babel/types'
import type { Binding, BindingKind, Fn, Module, Reference, Scope, ScopeKind } from './model.js'

export function newScope(kind: ScopeKind, parent: Scope | null, fn: Fn | null): Scope {
  return { kind, parent, fn, bindings: new Map(), pending: [] }
}

export interface Declaration {
  readonly kind: BindingKind
  readonly node: t.Node
  readonly ready: number
  readonly imported?: Binding['imported']
}

/** Declares a name; a second declaration of the same name in the same scope is an assignment to the first. */
export function declare(scope: Scope, name: string, declaration: Declaration): Binding {
  const known = scope.bindings.get(name)
  if (known !== undefined) {
    redeclare(known, declaration)
    return known
  }
  const binding: Binding = {
    name,
    kind: declaration.kind,
    scope,
    owner: scope.fn,
    nth: 0,
    node: declaration.node,
    assigned: false,
    ready: declaration.ready,
    ...(declaration.imported === undefined ? {} : { imported: declaration.imported }),
    references: [],
  }
  scope.bindings.set(name, binding)
  return binding
}

function redeclare(known: Binding, { kind, ready }: Declaration): void {
  if (known.kind === 'arguments') {
    known.kind = kind
    known.assigned = true
    return
  }
  // function f() {} function f() {}: the last one is there from the start
  if (known.kind === 'function' && kind === 'function') return
  // var x; … var x: changes nothing by itself; an initialiser is counted as an assignment by the walk
  if (kind === 'var' && known.kind !== 'var') return
  known.assigned = true
  if (kind === 'function') known.kind = 'function'
  else known.ready = Math.max(known.ready, ready)
}

/** The scope that `var` and sloppy block functions reach. */
export function varScope(scope: Scope): Scope {
  let at = scope
  while (at.kind !== 'module' && at.kind !== 'body') at = at.parent as Scope
  return at
}

/** Ends a scope: references to its names are settled, the others wait in the scope around it. */
export function closeScope(scope: Scope, module: Module): void {
  for (const reference of scope.pending) {
    const binding = scope.bindings.get(reference.node.name as string)
    if (binding !== undefined) settle(reference, binding)
    else if (scope.parent !== null) scope.parent.pending.push(reference)
    else {
      const name = reference.node.name as string
      const list = module.globals.get(name)
      if (list === undefined) module.globals.set(name, [reference])
      else list.push(reference)
    }
  }
}

function settle(reference: Reference, binding: Binding): void {
  reference.binding = binding
  binding.references.push(reference)
  if (reference.write) binding.assigned = true
  // Whoever stands between the name's holder and the use captures it.
  for (let fn = reference.fn; fn !== null && fn !== binding.owner; fn = fn.parent)
    if (!isModuleLevel(binding) && !fn.captured.includes(binding)) fn.captured.push(binding)
}

/** In the scope table: declared at the top of the module itself, not in a block there. */
export function isModuleLevel(binding: Binding): boolean {
  return binding.scope.kind === 'module'
}

/** Visible from `scope` under `name`. */
export function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name)
    if (binding !== undefined) return binding
  }
  return undefined
}
