import { Concerned, isComputed } from './computed.js'
import { findElements } from './elements.js'
import { forFullDiff } from './full-diff.js'
import { renew } from './options.js'
import type { Change } from './screen.js'
import { resume, setupOf, told } from './setup.js'
import { type Computed, type Hook, type Instance, instancesBelow, isVNode, type VNode } from './vue.js'

/** Since the last patch. */
let rendered = new WeakSet<Instance>()

/** The last patch, or the last revert. */
let change: Change

export function renderConcerned(roots: Iterable<VNode>, last: Change): void {
  rendered = new WeakSet()
  change = last
  for (const root of roots) renderAgain(root)
}

/**
 * Renders the components that are concerned with their state. What Vue has kept of the old templates goes: cached handlers and elements,
 * computed values, and the hints of what may differ.
 */
function renderAgain(root: VNode, isAll = false): void {
  const present = [...instancesBelow(root)].filter(({ isMounted, subTree }) => isMounted && subTree)
  const concerned = new Set<Instance>()
  const computed = new Concerned(fn => isAll || change.concerns(fn, true))
  // Parents come first.
  for (const instance of present) {
    if (instance.type.__isKeepAlive) watchActivation(instance)
    const { setup } = instance.type
    let isConcerned =
      renew(instance, change.options) ||
      isAll ||
      change.concerns(setup, false) ||
      change.concerns(rendererOf(instance), false) ||
      isFilled(instance, concerned)
    for (const each of instance.scope.effects) if (computed.isReadBy(each)) isConcerned = true
    for (const each of computedAmong(instance)) if (computed.has(each)) isConcerned = true
    if (isConcerned) concerned.add(instance)
    else rendered.add(instance)
  }
  const instances = [...concerned]
  const mounted = instances.map(resumed)
  const ends = instances.map(prepare)
  try {
    // They take some of their children along, or out.
    for (const instance of instances) if (!rendered.has(instance) && !instance.isUnmounted) update(instance)
  } finally {
    for (const end of ends) end()
  }
  for (const hooks of mounted.reverse()) for (const hook of hooks) hook()
}

/** Of a component without `setup`: its option, or the component itself. */
function rendererOf({ type }: Instance): object | undefined {
  return typeof type === 'function' ? type : type.render
}

/** Those that only handlers read. */
function computedAmong(instance: Instance): Computed[] {
  const setup = setupOf(instance, change.told)
  if (!setup) return []
  return Object.values(told(instance, setup)).flatMap(([value]) => (isComputed(value) ? [value] : []))
}

/** It renders what another's template puts into its slots. */
function isFilled({ vnode, parent }: Instance, concerned: ReadonlySet<Instance>): boolean {
  return parent !== null && concerned.has(parent) && typeof vnode.children === 'object' && vnode.children !== null
}

/** What fails takes nothing else with it. */
function update(instance: Instance): void {
  try {
    instance.update()
  } catch (error) {
    console.error('Iaso: a component could not be rendered again.', error)
  }
}

function resumed(instance: Instance): readonly Hook[] {
  try {
    return resume(instance, change)
  } catch (error) {
    console.error('Iaso: a component could not be set up again: it goes on as it is.', error)
    return []
  }
}

/** @returns ends it */
function prepare(instance: Instance): () => void {
  const { render, renderCache, subTree } = instance
  // The same list: what the last rendering made holds it.
  renderCache.length = 0
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
    if (isStale) renderAgain(vnode, true)
  }
}
