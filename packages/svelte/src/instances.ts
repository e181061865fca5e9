import type { Context, Effect, Transition } from './svelte.js'

/** What the adapter remembers of an instance of a component, on Svelte's context for it. */
export interface Instance {
  readonly component: (anchor: Node, props: unknown) => unknown
  /** What its nodes were put in front of, others may have come between; where a server has written them, the first of them. */
  readonly anchor: Node
  /** Nothing: it has no nodes. While it is made: what stands before it. */
  start: Node | null
  end: Node | null
  /** Of elements that are not within a block: they are kept with what is around it. */
  transitions: readonly Transition[] | undefined
  /** What it gave to who made it: `bind:this`, `mount`. */
  answer: object
  /** Its state, by key. */
  state: Record<string, unknown> | undefined
  /** Of the instance in whose place it is. */
  readonly known: Instance['state']
}

/** The state that the next instance takes. */
let handed: Instance['state']

/** @param state of the instance in whose place one is made */
export function handOn(state: Instance['state']): void {
  handed = state
}

type Push = (props: unknown, runes?: boolean) => void

/** Around what begins an instance. */
export function entering(
  push: Push,
  context: () => Context,
  hasRunes: () => boolean,
  hydrated: () => Node | null,
): (props: unknown, runes?: boolean | 0, component?: Instance['component'], anchor?: Node) => void {
  return (props, runes, component, anchor) => {
    push(props, runes === 0 ? hasRunes() : runes)
    if (!component || !anchor) return
    const own = context()
    // what a server has written stands there already, and it begins with its first node
    const first = hydrated() ?? anchor
    own.iaso = {
      component,
      anchor: first,
      start: first.previousSibling,
      end: null,
      transitions: own.r.nodes?.t?.slice(),
      answer: own,
      state: undefined,
      known: handed,
    }
    handed = undefined
    if (own.r.iaso) own.r.iaso.push(own)
    else own.r.iaso = [own]
  }
}

/**
 * Around what ends it.
 *
 * @param hydrated the node behind it, where a server has written it
 */
export function leaving(
  pop: (exports?: object) => object,
  context: () => Context,
  hydrated: () => Node | null,
): (exports?: object) => object {
  return exports => {
    const { iaso: own, r: around } = context()
    const answer = pop(exports)
    if (own) {
      const there = own.transitions
      own.transitions = around.nodes?.t?.filter(each => !there?.includes(each))
      const { anchor, start: before } = own
      const next = hydrated() ?? anchor
      if (next.parentNode) {
        const first = before ? before.nextSibling : next.parentNode.firstChild
        own.start = first === next ? null : first
        own.end = own.start && next.previousSibling
      } else {
        // an item of a list, which Svelte puts into its place afterwards: it is all that is in it
        own.start = around.nodes?.start ?? null
        own.end = around.nodes?.end ?? null
      }
      own.answer = answer
    }
    return answer
  }
}

/** Around what makes state. What has a name is remembered by its instance, or was by the one before. */
export function keeping<Value>(
  make: (value: Value) => unknown,
  context: () => Context | null,
): (value: Value, key?: string | null) => unknown {
  return (value, key) => {
    const own = key ? context()?.iaso : undefined
    if (!own || !key) return make(value)
    own.state ??= {}
    const made = own.known && key in own.known ? own.known[key] : make(value)
    own.state[key] = made
    return made
  }
}

/** Those that stand in the blocks. */
export function* instancesOf(effects: readonly Effect[]): Generator<Context> {
  for (const { iaso } of effects) if (iaso) yield* iaso
}
