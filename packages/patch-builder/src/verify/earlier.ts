import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { mayLive } from './alive.js'
import { declarationsOf } from './declared.js'
import { isRendered } from './hooks.js'
import { startsTheSame } from './initial-values.js'

/**
 * `const limit = 5; return () => limit` → `const limit = 10; …`: the closure reads the same variable, but the one that was made before the patch
 * has the old value.
 */
export function keepsEarlierValues({ pair }: Edited, findings: Findings): void {
  for (const fn of pair.next.functions) {
    if (fn.parent === null) continue
    for (const binding of fn.captured) {
      const { owner, name, nth } = binding
      // a component's variables are made again at its next render, which comes with the patch
      if (owner === null || isRendered(owner, pair.next)) continue
      for (const cell of pair.cells.get(pair.ids.get(fn) as number) ?? []) {
        const isSame = cell.layout.captures.some(
          each => each.name === name && each.owner === pair.ids.get(owner) && each.nth === nth,
        )
        const born = isSame ? pair.bornIn(cell) : undefined
        const made = born?.functionOf(cell.function)
        const before = made?.captured.find(each => each.name === name)
        if (born === undefined || !made || !before || !mayLive(made, born.module)) continue
        // another variable of that name: IASO3008
        if (declarationsOf(born.module, before.owner, name) !== declarationsOf(pair.next, owner, name)) continue
        if (!startsTheSame(before, born.module, binding, pair.next))
          findings.add('changed', keyOf(pair.next, owner), 'IASO3012', binding.node, { function: owner.key, name })
      }
    }
  }
}
