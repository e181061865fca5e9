import { DESTROYED, type Effect, PRESERVED, REPEATABLE } from './svelte.js'

/** Of everything that is mounted. */
const roots = new Set<Effect>()

export function* rootEffects(): Generator<Effect> {
  for (const root of roots)
    if (root.f & DESTROYED) roots.delete(root)
    else yield root
}

/** As many as there may be before those that are gone are let go. */
let limit = 8

/** Of the next effect that is made. */
let marks = 0

/** Around what makes every effect. */
export function effects(create: (type: number, fn: unknown) => Effect): (type: number, fn: unknown) => Effect {
  return (type, fn) => {
    const own = marks
    marks = 0
    return create(type | own, fn)
  }
}

/** As many as `each` has; lists of what is left over cost time. */
type Six = (a?: unknown, b?: unknown, c?: unknown, d?: unknown, e?: unknown, f?: unknown) => void

/** Around what makes an effect that may run whenever somebody likes: a template's texts and attributes, `{#if}`, `{#each}`. */
export function repeatable(make: Six): Six {
  return (a, b, c, d, e, f) => {
    marks = REPEATABLE | PRESERVED
    try {
      make(a, b, c, d, e, f)
    } finally {
      marks = 0
    }
  }
}

/** Around what makes the root of a tree of effects. */
export function root<Answer>(make: (fn: () => unknown) => Answer, active: () => Effect): (fn: () => unknown) => Answer {
  return fn =>
    make(() => {
      if (roots.size >= limit) limit = 2 * [...rootEffects()].length + 8
      roots.add(active())
      return fn()
    })
}
