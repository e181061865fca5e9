import { type Fn, isWithin } from '@iaso/babel-plugin'
import { changesContract } from '../compare/held.js'
import type { Left } from '../compare/renew.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { isOutdated } from '../resolve/outdated.js'
import { remadeFor } from '../resolve/remade.js'
import { noteHeld } from './held.js'
import { lifetimeOf } from './lifetime.js'
import { nameOf } from './names.js'
import type { Need } from './needs.js'
import { runsOnce } from './run-once.js'
import { unlessRan } from './unless.js'

/** Closures that their guards can't bring to the new code: which stay on the old, and until when. */
export function verifyLeft(program: Program, edited: readonly Edited[], findings: Findings): void {
  const asked = new Map<Fn, boolean>()
  for (const { pair, left, held } of edited)
    for (const each of left) {
      findings.edit('changed', keyOf(pair.next, each.fn))
      if (!mayBeAlive(each, pair) || isMadeAgain(each, pair)) continue
      const began = changesContract(each.fn, each.needs, pair) ? undefined : held.by(each.cell)
      if (noteHeld(began, pair, findings)) continue
      const maker = outermost(each.maker, left)
      const code = runsOnce(maker, pair.next, program, asked) ? 'IASO3014' : 'IASO3013'
      const args = { function: each.fn.key, maker: maker.key, why: [...new Set(each.needs.map(inWords))].join('; ') }
      const unless = code === 'IASO3013' ? unlessMade(each, pair, program) : undefined
      findings.add('changed', keyOf(pair.next, each.fn), code, each.fn.node, args, unless)
    }
}

function mayBeAlive({ cell }: Left, pair: Pair): boolean {
  const born = pair.bornIn(cell)
  const fn = born?.functionOf(cell.function)
  return born === undefined || fn === undefined || lifetimeOf(fn, born.module) !== 'call'
}

/** The closures that stay are the release's, and the function that makes them tells whether there are any. */
function unlessMade({ cell }: Left, pair: Pair, program: Program): readonly string[] | undefined {
  const made = cell.addedBy === undefined ? pair.released.get(cell.function) : undefined
  return made === undefined ? undefined : unlessRan(made.parent, pair, program)
}

/** A helper that goes on as it was made, and that nobody calls any more: who did has the new one made again inside. */
function isMadeAgain({ fn }: Left, pair: Pair): boolean {
  const { next, cells, ids } = pair
  const binding = nameOf(fn, next)
  if (binding === undefined || !isOutdated(binding, pair)) return false
  const users = next.functions.filter(each => each.captured.includes(binding) && !isWithin(each, fn))
  return users.every(user => {
    const id = ids.get(user) as number
    const own = cells.get(id)
    // without a guard it stays as it is
    if (own === undefined) return !pair.released.has(id)
    return own.every(cell => remadeFor(user, cell, pair).bindings.has(binding))
  })
}

/** The function that must be called for new closures to come: one that runs the new code. */
function outermost(maker: Fn, left: readonly Left[]): Fn {
  const own = left.find(({ fn }) => fn === maker)
  return own === undefined ? maker : outermost(own.maker, left)
}

function inWords({ code, args }: Need): string {
  switch (code) {
    case 'IASO2104':
      return `it reads "${args.name}"`
    case 'IASO2105':
      return `it assigns "${args.name}"`
    case 'IASO2107':
      return `it takes ${args.after}`
    case 'IASO2108':
      return `it is ${args.after} and was ${args.before}`
    case 'IASO2112':
      return `it uses ${args.name}`
    default:
      return `it uses \`${args.what}\``
  }
}
