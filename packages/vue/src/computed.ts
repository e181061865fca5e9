import type { Computed, Instance, Subscriber } from './vue.js'

const DIRTY = 16

/** All computed values that a component has read, and those that they have read. */
export function computedOf({ effect, scope }: Instance, found: Set<Computed>): void {
  for (const subscriber of [effect, ...scope.effects]) gather(subscriber, found)
}

function gather({ deps }: Subscriber, found: Set<Computed>): void {
  for (let link = deps; link; link = link.nextDep) {
    const { computed } = link.dep
    if (!computed || found.has(computed)) continue
    found.add(computed)
    gather(computed, found)
  }
}

/** The function behind it may be another one: nothing that it has read has changed, and yet it must be called again. */
export function invalidate(computed: Computed): void {
  computed.flags |= DIRTY
  computed.globalVersion = -1
  computed._dirty = true
}

/** Vue doesn't take that mark off: it is meant for those who set it. */
export function settle(computed: Computed): void {
  computed._dirty = false
}
