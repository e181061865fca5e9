import { bringTemplates } from './bring.js'
import { rootEffects } from './hooks.js'
import { renewInstances } from './renew.js'
import type { Change } from './screen.js'
import {
  BRANCH,
  DERIVED,
  type Derived,
  DIRTY,
  type Effect,
  MAYBE_DIRTY,
  REPEATABLE,
  type Reaction,
  ROOT,
  type Svelte,
} from './svelte.js'

type IsDirty = (reaction: Reaction) => boolean

let change: Change | undefined
/** Of changes so far. */
let count = 0

/** Evaluates again what templates show, and what a patch concerns of what they read. What was typed, and who has the focus, stays. */
export function showAgain(svelte: Svelte, last: Change): void {
  change = last
  count++
  renewInstances(svelte, last, everything())
  const all = everything()
  bringTemplates(last.before.templates ?? [], last.after.templates ?? [], all)
  const effects = all.filter(effect => !(effect.f & (BRANCH | ROOT)) && !isOfLegacy(effect))
  for (const effect of effects)
    if (effect.f & REPEATABLE) svelte.status(effect, DIRTY)
    // they run only if something that they have read is another now
    else if (effect.deps) svelte.status(effect, MAYBE_DIRTY)
  svelte.flush(effects)
}

function everything(): Effect[] {
  return [...rootEffects()].flatMap(root => [...below(root)])
}

function* below(root: Effect): Generator<Effect> {
  const waiting = [root]
  for (let effect = waiting.pop(); effect; effect = waiting.pop()) {
    yield effect
    for (let child: Effect | null = effect.first; child; child = child.next) waiting.push(child)
  }
}

/** What stands behind `$:` runs when it is asked. */
function isOfLegacy(effect: Effect): boolean {
  return effect.ctx?.l?.$.some(each => each.effect === effect) ?? false
}

/** Derived values, also those that only handlers read: what is behind them may be another, though nothing that they have read has changed. */
export function judging(svelte: Svelte, isDirty: IsDirty): IsDirty {
  return reaction => {
    if (reaction.f & DERIVED && (reaction as Derived).iaso !== count) {
      const derived = reaction as Derived
      derived.iaso = count
      if (change?.concerns(derived.fn)) return true
      if (derived.deps && !(derived.f & DIRTY)) svelte.status(derived, MAYBE_DIRTY)
    }
    return isDirty(reaction)
  }
}
