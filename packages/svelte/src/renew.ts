import { handOn, instancesOf } from './instances.js'
import type { Change } from './screen.js'
import { type Context, DESTROYED, type Effect, type Svelte } from './svelte.js'

/** Instances of components that a patch has made in another way are made anew, each where it stands: with the same properties and context, and what it can keep of its state. */
export function renewInstances(svelte: Svelte, change: Change, effects: readonly Effect[]): void {
  // what was in one that is another now is gone
  for (const context of [...instancesOf(effects)])
    if (context.r.iaso?.includes(context) && !(context.r.f & DESTROYED) && change.renews(context.iaso.component))
      try {
        renew(svelte, context)
      } catch (error) {
        console.error(error)
      }
}

function renew(svelte: Svelte, context: Context): void {
  const { iaso: own, r: around, p: parent } = context
  const { start, end, component } = own
  if (!start || !end || !isInPlace(start, end)) {
    console.error('Iaso: somebody has moved elements of a component about: it stays as it is.', start)
    return
  }
  const next = endEffects(svelte, context)
  const gone = own.transitions ?? []
  for (const each of gone) each.stop()
  if (around.nodes?.t) around.nodes.t = around.nodes.t.filter(each => !gone.includes(each))
  // other instances may have the same anchor
  const anchor = new Text()
  ;(end as ChildNode).after(anchor)
  const removed = silently(() => removeNodes(start, end))
  around.iaso = (around.iaso as Context[]).filter(each => !isWithin(each, context))
  const others = around.iaso.length
  const { last } = around
  handOn(own.state)
  try {
    svelte.within(around, parent, () => component(anchor, context.s))
  } finally {
    handOn(undefined)
    moveEffects(around, last ? last.next : around.first, next)
  }
  const made = (around.iaso[others] as Context).iaso
  made.end = anchor
  made.start ??= anchor
  made.answer = become(own.answer, made.answer)
  for (let at: Effect | null = around; at; at = at.parent) if (at.nodes) moveEdges(at.nodes, removed, made)
  for (let at = parent; at; at = at.p)
    if (at.iaso) {
      moveEdges(at.iaso, removed, made)
      if (at.r === around)
        at.iaso.transitions = [...(at.iaso.transitions ?? []), ...(made.transitions ?? [])].filter(
          each => !gone.includes(each),
        )
    }
}

function isWithin(context: Context | null, outer: Context): boolean {
  for (let at = context; at; at = at.p) if (at === outer) return true
  return false
}

function isInPlace(start: Node, end: Node): boolean {
  let node: Node | null = start
  while (node && node !== end) node = node.nextSibling
  return node?.parentNode != null
}

function removeNodes(start: Node, end: Node): ReadonlySet<Node | null> {
  const removed = new Set<Node | null>()
  for (let node: Node | null = start; node; ) {
    const next: Node | null = node === end ? null : node.nextSibling
    removed.add(node)
    ;(node as ChildNode).remove()
    node = next
  }
  return removed
}

const LEAVING = ['blur', 'focusout', 'change']

/** A field that goes loses the focus. Handlers of the instance that ends would take it for something that a person did. */
function silently<Answer>(remove: () => Answer): Answer {
  const stop = (event: Event) => event.stopImmediatePropagation()
  for (const type of LEAVING) addEventListener(type, stop, true)
  try {
    return remove()
  } finally {
    for (const type of LEAVING) removeEventListener(type, stop, true)
  }
}

/** @returns the effect that stood behind those of the instance */
function endEffects(svelte: Svelte, context: Context): Effect | null {
  const around = context.r
  const own: { first: Effect | null; last: Effect | null } = { first: null, last: null }
  let behind: Effect | null = null
  for (let effect = around.first; effect; ) {
    const { next, prev } = effect as Effect
    if (isWithin(effect.ctx, context)) {
      behind = next
      if (prev) prev.next = next
      else around.first = next
      if (next) next.prev = prev
      else around.last = prev
      effect.prev = own.last
      effect.next = null
      if (own.last) own.last.next = effect
      else own.first = effect
      own.last = effect
    }
    effect = next
  }
  svelte.destroy(own)
  return behind
}

/** Effects run in their order: those at the end go where the old ones were. */
function moveEffects(around: Effect, first: Effect | null, next: Effect | null): void {
  const { last } = around
  if (!first?.prev || !last || !next) return
  first.prev.next = null
  around.last = first.prev
  first.prev = next.prev
  if (next.prev) next.prev.next = first
  else around.first = first
  last.next = next
  next.prev = last
}

interface Edges {
  start: Node | null
  end: Node | null
}

function moveEdges(of: Edges, removed: ReadonlySet<Node | null>, now: Edges): void {
  if (removed.has(of.start)) of.start = now.start
  if (removed.has(of.end)) of.end = now.end
}

/** Who has the old object has the new one's properties. */
function become(old: object, now: object): object {
  for (const key of Reflect.ownKeys(old)) Reflect.deleteProperty(old, key)
  return Object.defineProperties(old, Object.getOwnPropertyDescriptors(now))
}
