import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { declarationsOf } from './declared.js'
import { lifetimeOf } from './lifetime.js'
import { unlessRan } from './unless.js'

/**
 * A function that reads the same, but means another variable by a name: `const x = 1; { const x = 2; return () => x }`. Closures that are
 * alive have the old one.
 */
export function verifyRebound({ pair, changes }: Edited, program: Program, findings: Findings): void {
  const changed = new Set(changes.map(({ fn }) => fn))
  for (const fn of pair.next.functions) {
    const id = pair.ids.get(fn) as number
    if (changed.has(fn) || fn.parent === null) continue
    for (const { name, owner, nth } of fn.captured) {
      const holder = owner === null ? -1 : pair.ids.get(owner)
      const others = (pair.cells.get(id) ?? []).filter(cell => {
        const born = pair.bornIn(cell)
        const known = cell.layout.captures.find(each => each.name === name)
        const before = known === undefined || known.owner < 0 ? null : born?.functionOf(known.owner)
        if (known === undefined || born === undefined || before === undefined) return false
        const made = born.functionOf(id)
        // gone with its call: the next one is made by new code
        if (made !== undefined && lifetimeOf(made, born.module) === 'call') return false
        const isSame = known.owner === holder && known.nth === nth
        return !isSame || declarationsOf(born.module, before, name) !== declarationsOf(pair.next, owner, name)
      })
      for (const { addedBy } of others) {
        const made = addedBy === undefined ? pair.released.get(id) : undefined
        const unless = made && unlessRan(made.parent, pair, program)
        findings.add('changed', keyOf(pair.next, fn), 'IASO3008', fn.node, { function: fn.parent.key, name }, unless)
      }
    }
  }
}
