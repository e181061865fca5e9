import type { Fn, Module, Reference } from '@iaso/babel-plugin'
import { isHandedAtOnce } from './callbacks.js'
import { isComponent } from './hooks.js'
import { calleesOf } from './run-once.js'

/** Somebody may hold the function after the one around it has ended. */
export function mayLive(fn: Fn, module: Module): boolean {
  const { parent } = fn
  const mayWait = parent !== null && (parent.async || parent.generator)
  return !(isOnlyCalled(fn, module) && !mayWait) && mayBeHeld(fn, module)
}

/** As {@link mayLive}; a function that its suspended maker goes on to call belongs to a call in progress. */
export function mayOutlive(fn: Fn, module: Module): boolean {
  return fn.class !== null || (!isOnlyCalled(fn, module) && mayBeHeld(fn, module))
}

function mayBeHeld(fn: Fn, module: Module): boolean {
  if (calleesOf(module).has(fn.node) || isHandedAtOnce(fn.node, module)) return false
  if (fn.kind === 'field' || fn.kind === 'static-block') return false
  // rendered again right after the patch: what was handed to the screen before is replaced
  return !isOfComponent(fn, module)
}

/** A function that the one around it gives a name, and only calls itself, is gone when that one ends. */
function isOnlyCalled(fn: Fn, module: Module): boolean {
  const { parent, name, hoisted, node } = fn
  const binding = [...(parent?.bodyScope.bindings.values() ?? [])].find(
    each =>
      each.name === name &&
      (each.kind === 'const' ||
        (!each.assigned && (each.kind === 'var' || each.kind === 'let')) ||
        (hoisted && 'id' in node && node.id === each.node)),
  )
  const isOwn = (user: Fn | null) => user === parent || isSyncPartOf(user, fn, parent as Fn, module)
  return (
    binding?.references.every(
      ({ fn: user, node: use }: Reference) =>
        isOwn(user) && (use === binding.node || calleesOf(module).has(use) || isHandedAtOnce(use, module)),
    ) ?? false
  )
}

/** The function itself, or a callback that is done when the call around it is. */
function isSyncPartOf(user: Fn | null, fn: Fn, parent: Fn, module: Module): boolean {
  for (let at = user; at !== null && at !== parent; at = at.parent) {
    if (at === fn) return true
    if (!isHandedAtOnce(at.node, module)) return false
  }
  return user !== null
}

/** A component's function, made again whenever it renders. */
function isOfComponent({ parent, name }: Fn, module: Module): boolean {
  return parent !== null && !name.endsWith('()') && isComponent(parent, module)
}
