import { type Binding, type Fn, fnOf } from '@iaso/babel-plugin'
import type { CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { declarationOf } from '../verify/initial-values.js'
import { kindFault } from '../verify/kinds.js'
import { lifetimeOf } from '../verify/lifetime.js'
import { nameOf } from '../verify/names.js'
import { unmetNeeds } from '../verify/needs.js'
import { isOnlyCalled } from './only-called.js'

const known = new WeakMap<Pair, Map<Binding, boolean>>()

/**
 * A helper function within another, which closures that are alive hand over as it was made, and whose guard can't run its new code: it takes
 * two more parameters. Where nobody ever did more than call it, the closures can have it made again inside.
 */
export function isOutdated(binding: Binding, pair: Pair): boolean {
  let answers = known.get(pair)
  if (answers === undefined) {
    answers = new Map()
    known.set(pair, answers)
  }
  let answer = answers.get(binding)
  if (answer === undefined) {
    // helpers that call each other
    answers.set(binding, false)
    answer = findOut(binding, pair)
    answers.set(binding, answer)
  }
  return answer
}

function findOut(binding: Binding, pair: Pair): boolean {
  const { owner, references } = binding
  const fn = functionOf(binding, pair)
  if (owner === null || fn === undefined || fn.layout === undefined) return false
  // variables that it shares with others stand where it was made
  if (fn.captured.some(each => each.owner !== null && functionOf(each, pair) === undefined)) return false
  // a call of the code around that waits goes on with the one that it made
  if ((owner.async || owner.generator) && references.some(reference => reference.fn === owner && reference.read))
    return false
  const id = pair.ids.get(fn) as number
  const isUnfit = (pair.cells.get(id) ?? []).some(cell => livesOnUnfit(fn, cell, pair))
  if (!isUnfit || !isOnlyCalled(binding, pair.next)) return false
  return pair.versionsSince({}).every(({ module, functionOf: versionOf }) => {
    const before = versionOf(id)
    const name = before === undefined ? undefined : nameOf(before, module)
    return before === undefined || (name !== undefined && isOnlyCalled(name, module))
  })
}

function livesOnUnfit(fn: Fn, cell: CellMapping, pair: Pair): boolean {
  const born = pair.bornIn(cell)
  const made = born?.functionOf(cell.function)
  if (born === undefined || made === undefined || lifetimeOf(made, born.module) !== 'lasting') return false
  return unmetNeeds(fn, cell, pair, '').length > 0 || kindFault(made, fn) !== undefined
}

function functionOf(binding: Binding, { next }: Pair): Fn | undefined {
  const named = next.named.get(binding.node)
  if (named !== undefined) return fnOf(next).get(named)
  const declaration = binding.assigned ? undefined : declarationOf(binding, next)
  const init = declaration?.type === 'VariableDeclarator' && declaration.id === binding.node ? declaration.init : null
  return init ? fnOf(next).get(init) : undefined
}
