import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Findings } from '../findings.js'
import type { Pair } from '../program.js'
import { changeOf } from './class-changes.js'
import type { ClassChange } from './classes.js'
import { isNeverAssigned } from './constants.js'
import type { Derivations } from './derived.js'
import type { Extensions } from './extensions.js'
import type { Item } from './items.js'
import type { Literals } from './literals.js'
import { isPlain } from './pure.js'
import type { Slot } from './slots.js'
import type { Stale } from './toplevel.js'
import type { Spot, Write } from './writes.js'

export interface Comparing {
  readonly pair: Pair
  readonly literals: Literals
  readonly extend: Extensions
  readonly findings: Findings
  /** Takes down what became of classes. */
  readonly classes: ClassChange[]
  readonly derivations: Derivations
  /** Takes down names whose values are compared with all functions that make them. */
  readonly covered: Set<string>
  /** Takes down names whose values are made by functions that changed, and can't be made again. */
  readonly stale: Map<string, Stale>
}

/** A variable of the top level whose initial value may be another one: changed in place, made again for its readers, or refused. */
export function compareVariables(twin: Item, item: Item, comparing: Comparing): Write[] {
  const { pair, literals, extend, findings, derivations } = comparing
  const name = item.names.join(', ')
  const key = `${pair.path}#${name}`
  const isSettled =
    item.names.every(each => isNeverAssigned(each, pair.old) && isNeverAssigned(each, pair.next)) ||
    (twin.kind === 'const' && item.kind === 'const')
  if (isSettled && derivations.covers(twin.value, item.value))
    for (const each of item.names) comparing.covered.add(each)
  if (isSameValue(twin, item, literals)) return []
  if (twin.value?.type === 'ClassExpression' && item.value?.type === 'ClassExpression' && item.names.length === 1) {
    comparing.classes.push(changeOf(name, name, twin.value, item.value, comparing))
    return []
  }
  const writes = isSettled ? inPlace(twin, item, literals) : assignedAnew(twin, item, literals)
  if (writes !== undefined) {
    findings.edit('changed', key)
    return writes
  }
  const before = twin.value ?? undefinedValue()
  if (isSettled && (isPlain(before, pair.old) || derivations.isValue(before))) extend.add(item, true)
  else if (isWrittenTheSame(twin, item, comparing)) {
    const writer = derivations.mover(item.value as t.Expression) as Fn
    for (const each of item.names) comparing.stale.set(each, { node: item.node, writer: writer.key })
  } else findings.add('changed', key, 'IASO2002', item.node, { name })
  return []
}

/** let → const alone changes nothing in a running module. */
function isSameValue(twin: Item, item: Item, literals: Literals): boolean {
  const pattern = ({ node }: Item) => (node as t.VariableDeclarator).id.type
  if (twin.value === null || item.value === null) return twin.value === item.value
  if (pattern(item) !== 'Identifier' || pattern(twin) !== 'Identifier')
    return shapeOf(twin) === shapeOf(item) && literals.isSame(twin.value, item.value)
  return literals.isSame(twin.value, item.value)
}

function isWrittenTheSame(twin: Item, item: Item, { derivations, literals }: Comparing): boolean {
  return item.value !== null && derivations.isMoved(item.value) && literals.isWrittenTheSame(twin.value, item.value)
}

function shapeOf({ shape }: Item): string {
  return shape.slice(shape.indexOf(' '))
}

function inPlace(twin: Item, item: Item, literals: Literals): Write[] | undefined {
  const [name] = item.names
  if (twin.value === null || item.value === null || name === undefined || item.names.length !== 1) return undefined
  if ((item.node as t.VariableDeclarator).id.type !== 'Identifier') return undefined
  return literals.compare(twin.value, item.value, { path: name, root: name, keys: [] })
}

/** It is assigned while the program runs: if it still has the value that it had first, it gets the new one. */
function assignedAnew(twin: Item, item: Item, literals: Literals): Write[] | undefined {
  const [name] = item.names
  if (name === undefined || item.names.length !== 1) return undefined
  const before = literals.expected(twin.value ?? undefinedValue())
  const after = literals.wanted(item.value ?? undefinedValue(), { path: name, root: name, keys: [] }, false)
  if (before?.kind !== 'constant' || after.kind !== 'constant') return undefined
  return [{ kind: 'variable', name, before, after }]
}

function undefinedValue(): t.Expression {
  return {
    type: 'UnaryExpression',
    operator: 'void',
    prefix: true,
    argument: { type: 'NumericLiteral', value: 0 },
  } as t.UnaryExpression
}

/** Properties that statements of the top level set. */
export function compareSlots(before: readonly Item[], after: readonly Item[], comparing: Comparing): Write[] {
  const known = new Map(before.flatMap(({ slot }) => (slot === undefined ? [] : [[slot.path, slot]])))
  const now = after.flatMap(({ slot }) => slot ?? [])
  const paths = new Set(now.map(({ path }) => path))
  const writes = now.flatMap(slot => compareSlot(known.get(slot.path), slot, comparing))
  const gone = [...known.values()].filter(({ path }) => !paths.has(path))
  return [...gone.flatMap(slot => removeSlot(slot, comparing)), ...writes]
}

function compareSlot(twin: Slot | undefined, slot: Slot, comparing: Comparing): Write[] {
  const { pair, literals, findings } = comparing
  const key = `${pair.path}#${slot.path}`
  if (twin?.value.type === 'ClassExpression' && slot.value.type === 'ClassExpression') {
    if (literals.isSame(twin.value, slot.value)) return []
    const at = t.memberExpression(slot.object, slot.key, true)
    comparing.classes.push(changeOf(slot.path, at, twin.value, slot.value, comparing))
    return []
  }
  const isNamed = slot.node.type === 'ObjectProperty'
  const spot: Spot = { path: slot.path, root: slot.object, keys: [slot.key], named: isNamed }
  const writes =
    twin === undefined
      ? isExports(slot)
        ? undefined
        : [literals.add(slot.value, spot, slot.defined)]
      : twin.defined || slot.defined
        ? twin.defined === slot.defined && literals.isSame(twin.value, slot.value)
          ? []
          : undefined
        : literals.compare(twin.value, slot.value, spot)
  const isWhole = writes?.some(write => write.kind === 'property' && write.spot === spot)
  if (writes === undefined || (isWhole && isExports(slot)))
    findings.add('changed', key, 'IASO2002', slot.node, { name: slot.path })
  else if (writes.length > 0) {
    findings.edit(twin === undefined ? 'added' : 'changed', key)
    return writes
  }
  return []
}

/** Whoever required the module holds what it exported then. */
function isExports({ path }: Slot): boolean {
  return path === 'module.exports'
}

function removeSlot(slot: Slot, { pair, literals, findings }: Comparing): Write[] {
  const key = `${pair.path}#${slot.path}`
  if (isExports(slot)) {
    findings.add('changed', key, 'IASO2002', slot.node, { name: slot.path })
    return []
  }
  findings.edit('removed', key)
  return [literals.remove(slot.value, { path: slot.path, root: slot.object, keys: [slot.key], released: true })]
}
