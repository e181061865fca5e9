import { computedOf, invalidate, settle } from './computed.js'
import { findElements } from './elements.js'
import { forFullDiff } from './full-diff.js'
import { type Computed, type Instance, instancesBelow, isVNode, type VNode } from './vue.js'

/** Since the last patch. */
let rendered = new WeakSet<Instance>()

export function renderAll(roots: Iterable<VNode>): void {
  rendered = new WeakSet()
  for (const root of roots) renderAgain(root)
}

/**
 * Renders every component with its state. What Vue has kept of the old templates goes: cached handlers and elements, computed values, and the
 * hints of what may differ.
 */
function renderAgain(root: VNode): void {
  const instances = [...instancesBelow(root)].filter(({ isMounted, subTree }) => isMounted && subTree)
  const computed = new Set<Computed>()
  for (const instance of instances) computedOf(instance, computed)
  for (const each of computed) invalidate(each)
  const ends = instances.map(prepare)
  try {
    // Parents come first, and take some of their children along, or out.
    for (const instance of instances) if (!rendered.has(instance) && !instance.isUnmounted) instance.update()
  } finally {
    for (const end of ends) end()
    for (const each of computed) settle(each)
  }
}

/** @returns ends it */
function prepare(instance: Instance): () => void {
  const { render, renderCache, subTree } = instance
  // The same list: what the last rendering made holds it.
  renderCache.length = 0
  if (instance.type.__isKeepAlive) watchActivation(instance)
  const isKnown = hasElements(subTree as VNode)
  if (!render) return () => rendered.add(instance)
  let giveBack = (_root: VNode): void => {}
  instance.render = function (this: unknown, ...args: unknown[]) {
    rendered.add(instance)
    const made = render.apply(this, args)
    giveBack = forFullDiff(made, subTree)
    // Another key: the component's elements are made anew.
    if (!isKnown && isVNode(made)) made.key = Symbol()
    return made
  }
  return () => {
    instance.render = render
    giveBack(instance.subTree as VNode)
  }
}

function hasElements(subTree: VNode): boolean {
  try {
    findElements(subTree)
    return true
  } catch (error) {
    console.error(
      'Iaso: a component is mounted anew, as somebody has moved its elements about. What was typed there is lost.',
      error,
    )
    return false
  }
}

const watched = new WeakSet<Instance>()

/** Components that `KeepAlive` has taken out of the page can't be found: each is rendered when it comes back. */
function watchActivation(instance: Instance): void {
  const { activate } = instance.ctx
  if (watched.has(instance) || !activate) return
  watched.add(instance)
  instance.ctx.activate = (vnode, ...more) => {
    const isStale = vnode.component && !rendered.has(vnode.component)
    activate(vnode, ...more)
    if (isStale) renderAgain(vnode)
  }
}
