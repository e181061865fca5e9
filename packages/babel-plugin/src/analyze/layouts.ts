import type * as t from '@babel/types'
import type { Capture, CaptureMode, Layout, PrivateAccess, PrivateAccessKind } from '@iaso/protocol'
import type { Binding, Class, Fn, Module } from './model.js'
import { contains, paramsForm, paramsPlan } from './params.js'
import { awaitsValue } from './scope.js'
import { fnShapeOf } from './shape.js'
import { splitsAtSuper } from './super.js'
import { isReadAsText } from './texts.js'

/** Decides what each guard hands over. */
export function findLayouts(module: Module): void {
  numberPrivateSlots(module)
  for (const fn of module.functions) {
    if (fn.skipped !== undefined) continue
    fn.form = paramsForm(fn, module)
    if (fn.form === 'impossible') fn.skipped = 'IASO4003'
    else if (hidesCapture(fn)) fn.skipped = 'IASO4004'
    else fn.layout = layoutOf(fn, module)
  }
}

function layoutOf(fn: Fn, module: Module): Layout {
  return {
    this: handsOverThis(fn, module),
    newTarget: fn.uses.newTarget,
    super: fn.uses.super,
    ...(constructs(fn) && { construct: true }),
    captures: fn.captured.map(binding => captureOf(binding, fn)),
    privates: [...fn.privates.values()].filter(({ class: klass }) => klass.slot === 0).map(privateAccess),
    params: paramsPlan(fn, module, () => fnShapeOf(fn, module, 'params')),
  }
}

/** `this` where it means something: leaving it out elsewhere saves bytes and the inliner's budget. */
function handsOverThis(fn: Fn, module: Module): Layout['this'] {
  if (fn.kind === 'derived-constructor') return constructs(fn) ? 'get' : false
  if (fn.kind === 'arrow') {
    if (!fn.uses.this) return false
    for (let outer = fn.parent; outer !== null; outer = outer.parent) {
      if (outer.kind === 'derived-constructor') return 'get'
      if (outer.kind !== 'arrow') break
    }
    return 'value'
  }
  const meaningful = fn.kind !== 'function' || fn.uses.this || /[.\]]/.test(fn.name) || module.members.has(fn.node)
  return meaningful ? 'value' : false
}

function constructs(fn: Fn): boolean {
  return fn.kind === 'derived-constructor' ? !splitsAtSuper(fn.node as t.ClassMethod) : fn.uses.superCall
}

export function captureOf(binding: Binding, fn: Fn): Capture {
  return { name: binding.name, owner: binding.owner?.id ?? -1, nth: binding.nth, mode: captureMode(binding, fn) }
}

/**
 * By value only what can't change any more, and is there before the closure can be called; all else through accessors, which find what
 * the closure itself would find, TDZ errors included.
 */
function captureMode(binding: Binding, fn: Fn): CaptureMode {
  if (binding.assigned) return binding.kind === 'self' ? 'value' : 'getset'
  switch (binding.kind) {
    case 'arguments':
    case 'self':
    case 'function':
    case 'catch':
      return 'value'
    case 'param':
      return madeInParams(binding, fn) ? 'get' : 'value'
    default: {
      const maker = outermost(binding, fn)
      if (!maker.hoisted && (maker.node.start ?? 0) >= binding.ready) return 'value'
      return awaitsValue(binding) ? 'getset' : 'get'
    }
  }
}

/** The function around `fn` (or itself) that stands in the activation that holds the binding. */
function outermost(binding: Binding, fn: Fn): Fn {
  let at = fn
  while (at.parent !== binding.owner && at.parent !== null) at = at.parent
  return at
}

function madeInParams(binding: Binding, fn: Fn): boolean {
  const owner = binding.owner
  if (owner === null) return false
  const { node } = outermost(binding, fn)
  return ((owner.node as t.Function).params as readonly t.Node[]).some(param => contains(param, node))
}

/** function f(a = x) { var x }: at the guard, `x` is no longer what the default value means. */
function hidesCapture(fn: Fn): boolean {
  // { function arguments() {} }
  if (fn.blockFunctions.has('arguments')) return true
  const own = fn.bodyScope.bindings.get('arguments')
  if (fn.uses.arguments && fn.kind !== 'arrow' && own !== undefined && own.kind !== 'var') return true
  // an async function can't hand over what it can't spell
  if (
    fn.captured.some(
      ({ name }) =>
        (name === 'await' && (fn.async || fn.kind === 'static-block')) || (name === 'yield' && fn.generator),
    )
  )
    return true
  return fn.captured.some(binding => {
    const own = fn.bodyScope.bindings.get(binding.name) ?? fn.scope.bindings.get(binding.name)
    return own !== undefined && own !== binding
  })
}

/** Classes that are evaluated once register the accessors of their private names themselves. */
function numberPrivateSlots(module: Module): void {
  let slots = 0
  for (const klass of module.classes)
    if (klass.once && klass.privates.size > 0 && !isReadAsText(klass.node, module)) klass.slot = ++slots
}

function privateAccess({ class: klass, name, has }: { class: Class; name: string; has: boolean }): PrivateAccess {
  return { name, kinds: privateKinds(klass, name, has) }
}

export function privateKinds(klass: Class, name: string, has: boolean): PrivateAccessKind[] {
  const member = klass.privates.get(name)
  const kinds: PrivateAccessKind[] = []
  if (member?.get) kinds.push('get')
  if (member?.set) kinds.push('set')
  if (has) kinds.push('has')
  return kinds
}
