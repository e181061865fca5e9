import type { Binding, Fn } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { remadeFor } from '../resolve/remade.js'
import { revaluedIn } from '../resolve/revalued.js'
import { noteHeld } from './held.js'
import { isRendered } from './hooks.js'
import { lifetimeOf } from './lifetime.js'
import { unlessRan } from './unless.js'

/** A variable with another first value, which can't be made again inside: closures that were made before the patch have the old one. */
export function keepsEarlierValues({ pair, held }: Edited, program: Program, findings: Findings): void {
  for (const fn of pair.next.functions) {
    if (fn.parent === null) continue
    for (const binding of fn.captured) {
      const { owner } = binding
      // a component's variables are made again at its next render, which comes with the patch
      if (owner === null || isRendered(owner, pair.next)) continue
      for (const cell of pair.cells.get(pair.ids.get(fn) as number) ?? []) {
        const made = revaluedIn(fn, binding, cell, pair)
        const module = pair
          .versionsSince(cell)
          .find(({ module: { functions } }) => made && functions.includes(made))?.module
        if (made === undefined || module === undefined || lifetimeOf(made, module) === 'call') continue
        if (noteHeld(held.by(cell), pair, findings)) continue
        if (remadeFor(fn, cell, pair).bindings.has(binding)) continue
        noteEarlierValue(binding, owner, made, module === pair.old, { pair }, program, findings)
      }
    }
  }
}

/** @param isReleased `made` is a function of the release, and what patches made of it fits */
export function noteEarlierValue(
  { name, node }: Binding,
  owner: Fn,
  made: Fn,
  isReleased: boolean,
  { pair }: Pick<Edited, 'pair'>,
  program: Program,
  findings: Findings,
): void {
  const unless = isReleased ? unlessRan(made.parent, pair, program) : undefined
  findings.add('changed', keyOf(pair.next, owner), 'IASO3012', node, { function: owner.key, name }, unless)
}
