import { type Binding, type Fn, isWithin } from '@iaso/babel-plugin'
import type { Capture, CellMapping, Code, Layout } from '@iaso/protocol'
import { anewAt } from '../compare/anew.js'
import { isAddedPrivate } from '../compare/classes.js'
import { superClassOf } from '../emit/super.js'
import type { Born, Pair } from '../program.js'
import { readable } from '../resolve/readable.js'
import { remadeFor } from '../resolve/remade.js'
import { renamedFrom } from '../resolve/renamed.js'
import { declarationsOf } from './declared.js'

/** The cell that closures read, and the patch under which they were first made. */
type Maker = Pick<CellMapping, 'layout' | 'addedBy'>

export interface Need {
  readonly code: Code
  readonly args: Readonly<Record<string, string>>
}

/** What a function's new code asks for that the guards of its closures, made with `layout`, don't hand over. */
export function unmetNeeds(fn: Fn, cell: Maker, pair: Pair, release: string): Need[] {
  const { layout } = cell
  const name = fn.key
  const needs: Need[] = []
  const missing = (what: string) => needs.push({ code: 'IASO2103', args: { function: name, what, release } })
  if (fn.uses.this && layout.this === false && fn.kind !== 'derived-constructor') missing('this')
  if (fn.uses.newTarget && !layout.newTarget) missing('new.target')
  if (fn.kind === 'arrow' && fn.uses.superCall && !layout.construct) missing('super()')
  if (fn.uses.super && !layout.super && superClassOf(fn, pair.next) === undefined) missing('super')
  if (fn.kind !== 'arrow' && usesOwnArguments(fn) && layout.params.kind !== 'arguments') missing('arguments')
  const remade = remadeFor(fn, cell, pair).bindings
  for (const binding of fn.captured)
    if (!remade.has(binding)) needs.push(...captureNeeds(fn, binding, cell, pair, release))
  for (const use of fn.privates.values()) {
    if (!use.has && isAddedPrivate(use, pair)) continue
    const handed =
      layout.privates.find(access => access.name === use.name)?.kinds ?? slotKinds(pair, use.class.key, use.name)
    if (handed === undefined || (use.has && !handed.includes('has')))
      needs.push({ code: 'IASO2112', args: { function: name, name: `#${use.name}` } })
  }
  if (anewAt(fn, cell, pair) === undefined) needs.push(...paramNeeds(fn, layout))
  return needs
}

function usesOwnArguments(fn: Fn): boolean {
  return fn.uses.arguments && 'params' in fn.node
}

/** Accessors that the class registered once for all. */
function slotKinds(pair: Pair, classKey: string, name: string): string[] | undefined {
  const positions = pair.mapping.privates.find(slot => slot.key === classKey)?.names[name]
  return positions === undefined ? undefined : Object.keys(positions)
}

function captureNeeds(fn: Fn, binding: Binding, cell: Maker, pair: Pair, release: string): Need[] {
  const capture = findCapture(binding, cell, pair)
  const args = { function: fn.key, name: binding.name, release }
  if (capture === undefined) return isClassOfModule(binding, pair) ? [] : [{ code: 'IASO2104', args }]
  const assigns = binding.references.some(reference => reference.write && isWithin(reference.fn, fn))
  return assigns && capture.mode !== 'getset' ? [{ code: 'IASO2105', args }] : []
}

/** Within itself a class has a name of its own; where the module's name for it never changes, that one serves as well. */
export function isClassOfModule(binding: Binding, { next, mapping }: Pair): boolean {
  const outer = binding.kind === 'class-self' ? next.scope.bindings.get(binding.name) : undefined
  return outer?.kind === 'class' && outer.node === binding.node && !outer.assigned && mapping.eager
}

/** The layout's entry for a variable of the new source: the same name of the same function, and no other of that name in doubt. */
export function findCapture(binding: Binding, cell: Maker, pair: Pair): Capture | undefined {
  const { layout } = cell
  const owner = binding.owner === null ? -1 : (pair.ids.get(binding.owner) as number)
  const capture = [...layout.captures, ...readable(cell, pair)].find(
    ({ name, owner: holder, nth }) => name === binding.name && holder === owner && nth === binding.nth,
  )
  const born = pair.bornIn(cell)
  if (capture === undefined) return born === undefined ? undefined : findRenamed(binding, layout, born, pair)
  const before = owner < 0 ? null : born?.functionOf(owner)
  // A name declared in several blocks is told apart by order only: not safe once their number changed.
  if (
    born !== undefined &&
    before !== undefined &&
    declarationsOf(born.module, before, binding.name) !== declarationsOf(pair.next, binding.owner, binding.name)
  )
    return undefined
  return capture
}

/** What was handed over under another name. */
function findRenamed(binding: Binding, layout: Layout, born: Born, pair: Pair): Capture | undefined {
  const before = renamedFrom(binding, born, pair)
  const owner = before === undefined ? -1 : pair.ids.get(binding.owner as Fn)
  return layout.captures.find(each => each.name === before?.name && each.owner === owner && each.nth === before?.nth)
}

function paramNeeds(fn: Fn, { params }: Layout): Need[] {
  if (!('params' in fn.node) || params.kind === 'arguments') return []
  const after = describeParams(fn)
  const changed = (before: string): Need[] => [{ code: 'IASO2107', args: { function: fn.key, before, after } }]
  if (params.kind === 'bound') return boundSource(fn) === params.source ? [] : changed(`(${params.names.join(', ')})`)
  if (params.kind === 'none') return changed('none')
  const own = fn.node.params
  const most = params.count + (params.spare ? 1 : 0)
  if (params.rest || (own.length <= most && own.at(-1)?.type !== 'RestElement')) return []
  return changed(`${params.count} parameters`)
}

function describeParams(fn: Fn): string {
  return `${'params' in fn.node ? fn.node.params.length : 0} parameters`
}

function boundSource(fn: Fn): string | undefined {
  return fn.layout?.params.kind === 'bound' ? fn.layout.params.source : undefined
}
