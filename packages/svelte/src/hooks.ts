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
export function effects<Rest extends unknown[]>(
  create: (type: number, ...rest: Rest) => Effect,
): (type: number, ...rest: Rest) => Effect {
  return (type, ...rest) => {
    const own = marks
    marks = 0
    return create(type | own, ...rest)
  }
}

/** Around what makes an effect that may run whenever somebody likes: a template's texts and attributes, `{#if}`, `{#each}`. */
export function repeatable<Args extends unknown[], Answer>(make: (...args: Args) => Answer): (...args: Args) => Answer {
  return (...args) => {
    marks = REPEATABLE | PRESERVED
    try {
      return make(...args)
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
