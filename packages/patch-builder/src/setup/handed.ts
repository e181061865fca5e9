import * as t from '@babel/types'
import { type CellMapping, cellName, type WireSetup } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { readable } from '../resolve/readable.js'
import type { Setup } from './setup.js'

/** How to get at a variable of `setup` from what the guard of the function that renders hands over; of an answered object, nothing is needed. */
export function handedOver(old: Setup, pair: Pair): Map<string, (() => t.Expression) | undefined> {
  if (old.answer !== undefined) return new Map([...old.answer.values()].map(name => [name, undefined]))
  const cell = cellOf(old, pair)
  if (cell === undefined) return new Map()
  const { places } = parametersOf(cell)
  const found = new Map<string, () => t.Expression>()
  cell.layout.captures.forEach(({ name, owner, mode }, at) => {
    if (owner !== old.fn.id) return
    const parameter = () => t.identifier(`p${places.captures[at]}`)
    found.set(name, mode === 'value' ? parameter : () => t.callExpression(parameter(), []))
  })
  for (const { name, owner, position } of readable(cell, pair))
    if (owner === old.fn.id && !found.has(name))
      found.set(name, () => t.callExpression(t.identifier(`p${places.reader}`), [t.numericLiteral(position)]))
  return found
}

/** Of the release: what an instance was made under, or by, a patch remembers its state by itself. */
function cellOf({ render }: Setup, { cells }: Pair): CellMapping | undefined {
  return cells.get(render?.id ?? -1)?.find(({ addedBy }) => addedBy === undefined)
}

/** How an instance tells what its variables are. */
export function tellerOf(old: Setup, pair: Pair): Pick<WireSetup<t.Expression>, 'tell' | 'names'> | undefined {
  const render = cellOf(old, pair)
  const tell = teller(old, pair)
  if (render && tell) return { tell: [cellName(pair.mapping.id, render.cell), tell] }
  return old.answer && { names: Object.fromEntries(old.answer) }
}

/** `(p0, p1, p2) => ({ text: [p1], open: [p2(4)] })`: put behind the guard of the function that renders, it tells what that one has. */
function teller(old: Setup, pair: Pair): t.Expression | undefined {
  const cell = cellOf(old, pair)
  if (cell === undefined) return undefined
  const { places } = parametersOf(cell)
  const properties = [...handedOver(old, pair)].map(([name, read]) =>
    t.objectProperty(t.identifier(name), t.arrayExpression([(read as () => t.Expression)()])),
  )
  const params = Array.from({ length: places.count }, (_, at) => t.identifier(`p${at}`))
  return t.arrowFunctionExpression(params, t.objectExpression(properties))
}

/** See `Layout`: the order in which a guard hands over. */
function parametersOf({ layout }: CellMapping) {
  let count = 0
  if (layout.this !== false) count++
  for (const isThere of [layout.newTarget, layout.super, layout.construct]) if (isThere) count++
  const captures = layout.captures.map(({ mode }) => {
    const at = count
    count += mode === 'getset' ? 2 : 1
    return at
  })
  const reader = count
  if (layout.reader !== undefined) count++
  return { places: { captures, reader, count } }
}
