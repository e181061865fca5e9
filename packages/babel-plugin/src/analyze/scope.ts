import type * as t from '@babel/types'
import type { Binding, BindingKind, Fn, Module, Reference, Scope, ScopeKind } from './model.js'

export function newScope(kind: ScopeKind, parent: Scope | null, fn: Fn | null): Scope {
  return { kind, parent, fn, bindings: new Map(), pending: [], rising: [], eval: false }
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
  // a parameter of that name: there is no such object then
  if (known !== undefined && known.kind !== 'arguments') {
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
  for (const node of scope.rising) raise(node, scope)
  if (scope.eval)
    for (const binding of scope.bindings.values()) if (!IMMUTABLE.has(binding.kind)) binding.assigned = true
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

const IMMUTABLE = new Set<BindingKind>(['const', 'import', 'self', 'class-self'])

function settle(reference: Reference, binding: Binding): void {
  reference.binding = binding
  binding.references.push(reference)
  if (reference.write) binding.assigned = true
  if (binding.kind === 'arguments') noteArguments(reference.fn, binding)
  if (isModuleLevel(binding)) return
  // Whoever stands between the name's holder and the use captures it.
  for (let fn = reference.fn; fn !== null && fn !== binding.owner; fn = fn.parent) {
    const captured = captureSet(fn)
    // a function that has it handed it on to those around it already
    if (captured.has(binding)) return
    captured.add(binding)
    fn.captured.push(binding)
  }
}

/** Bundles are one function with thousands of names: looking through `captured` itself would be quadratic. */
const captureSets = new WeakMap<Fn, Set<Binding>>()

function captureSet(fn: Fn): Set<Binding> {
  let set = captureSets.get(fn)
  if (set === undefined) {
    set = new Set()
    captureSets.set(fn, set)
  }
  return set
}

function noteArguments(user: Fn | null, { owner }: Binding): void {
  for (let fn = user; fn !== null; fn = fn.parent) {
    fn.uses.arguments = true
    if (fn === owner) return
  }
}

/**
 * Annex B.3.2: a function in a block of sloppy code also gets a `var` of that name, assigned when the block is reached, unless a `let`
 * in between, a parameter or the body's own `let` has the name.
 */
function raise(node: t.FunctionDeclaration, scope: Scope): void {
  const name = (node.id as t.Identifier).name
  const known = scope.bindings.get(name)
  if (scope.kind !== 'body' && scope.kind !== 'module') {
    if (known === undefined || known.kind === 'catch') (scope.parent as Scope).rising.push(node)
    return
  }
  const inParams =
    scope.kind === 'body' && scope.parent?.kind === 'params' ? scope.parent.bindings.get(name) : undefined
  if (inParams?.kind === 'param' || (known !== undefined && known.kind !== 'var' && known.kind !== 'function')) return
  declare(scope, name, { kind: 'var', node: node.id as t.Node, ready: Number.POSITIVE_INFINITY }).assigned = true
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

/** The function itself, or one in it. */
export function isWithin(inner: Fn | null, outer: Fn): boolean {
  for (let fn = inner; fn !== null; fn = fn.parent) if (fn === outer) return true
  return false
}

/**
 * A `var` that its declaration may leave without a value: a fix may be the first to assign it. Of others that no code assigns nothing is handed out that does, as
 * V8 would no longer take their value for a constant (in Chromium 156 `octane-deltablue` took a fifth longer for one such `var`).
 */
export function awaitsValue({ kind, ready }: Binding): boolean {
  return kind === 'var' && ready === Number.POSITIVE_INFINITY
}
