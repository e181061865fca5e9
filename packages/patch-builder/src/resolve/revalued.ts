import { type Binding, type Fn, readerNames } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { declarationsOf } from '../verify/declared.js'
import { startsTheSame } from '../verify/initial-values.js'
import { findCapture } from '../verify/needs.js'

type Maker = Pick<CellMapping, 'layout' | 'addedBy'>

const known = new WeakMap<Maker, Map<Binding, Fn | undefined>>()

/**
 * `const limit = 5; return () => limit` → `const limit = 10; …`: the closure reads the same variable, but one that was made before the patch, under
 * the release or an earlier patch, has the old value.
 *
 * @returns the function as it was when such a closure was made
 */
export function revaluedIn(fn: Fn, binding: Binding, cell: Maker, pair: Pair): Fn | undefined {
  let found = known.get(cell)
  if (found === undefined) {
    found = new Map()
    known.set(cell, found)
  }
  if (!found.has(binding)) found.set(binding, findOut(fn, binding, cell, pair))
  return found.get(binding)
}

function findOut(fn: Fn, binding: Binding, cell: Maker, pair: Pair): Fn | undefined {
  if (binding.owner === null || findCapture(binding, cell, pair) === undefined) return undefined
  for (const born of pair.versionsSince(cell)) {
    const made = born.functionOf(pair.ids.get(fn) as number)
    const before = made === undefined ? undefined : reachedBy(made, cell).find(({ name }) => name === binding.name)
    if (made === undefined || before === undefined) continue
    // another variable of that name: IASO3008
    if (
      declarationsOf(born.module, before.owner, before.name) !== declarationsOf(pair.next, binding.owner, before.name)
    )
      continue
    if (!startsTheSame(before, born.module, binding, pair.next)) return made
  }
  return undefined
}

/** What a closure captured, or its guard's reader answers for. */
function reachedBy(made: Fn, { layout }: Maker): readonly Binding[] {
  const { captured, parent } = made
  return layout.reader === undefined || parent === null ? captured : [...captured, ...readerNames(parent)]
}
