import * as t from '@babel/types'
import type { Fn, Home } from '@iaso/babel-plugin'
import { type CellMapping, cellName, type Layout, NOT_PASSED } from '@iaso/protocol'
import type { Pair } from '../program.js'
import { keep } from './keep.js'

/** What the function that is put in the release's place hands past its guard: `{ v: parameters }` during the call. */
export function pastGuard({ cell }: CellMapping, { mapping }: Pair): t.Expression {
  return keep(`${mapping.id}.${cell} anew`, t.objectExpression([]))
}

/** `$anew(() => Cart.prototype, "add", /\$k3j2hd7(?![\w$])/, box, 1, 2, "Cart.add")`: a change. */
export function anewChange(
  helper: t.Expression,
  root: t.Expression,
  { root: name, prototype, key }: Home,
  fn: Fn,
  cell: CellMapping,
  pair: Pair,
): t.Expression {
  const { params } = cell.layout as Layout & { params: { readonly count: number } }
  const holder = prototype ? t.memberExpression(root, t.identifier('prototype')) : root
  const guard = `${cellName(pair.mapping.id, cell.cell).replaceAll('$', '\\$')}(?![\\w$])`
  return t.callExpression(helper, [
    t.arrowFunctionExpression([], holder),
    t.stringLiteral(key),
    t.regExpLiteral(guard),
    pastGuard(cell, pair),
    t.numericLiteral(params.count),
    t.numericLiteral(lengthOf(fn)),
    t.stringLiteral(`${name}.${key}`),
  ])
}

/**
 * `($this, a, $more) => { const $p = $box.v; $box.v = 0; return (implementation)($this, a, ...$p || ($more === 5e-324 ? [] : [$more])) }`:
 * without parameters in the box it was the release's function that was called.
 */
export function takingAll(
  implemented: t.Expression,
  handedOver: number,
  { params }: Layout,
  box: string,
  unique: (base: string) => string,
): t.Expression {
  const { count, spare } = params as { readonly count: number; readonly spare?: true }
  const names = Array.from({ length: handedOver + count }, (_, at) => unique(`$${at}`))
  const [past, more] = [unique('$p'), unique('$more')]
  const at = () => t.memberExpression(t.identifier(box), t.identifier('v'))
  const one = t.arrayExpression([t.identifier(more)])
  const isMissing = t.binaryExpression('===', t.identifier(more), t.numericLiteral(NOT_PASSED))
  const else_ = spare ? t.conditionalExpression(isMissing, t.arrayExpression([]), one) : t.arrayExpression([])
  const rest = t.spreadElement(t.logicalExpression('||', t.identifier(past), else_))
  const call = t.callExpression(implemented, [...names.map(name => t.identifier(name)), rest])
  return t.arrowFunctionExpression(
    [...names, ...(spare ? [more] : [])].map(name => t.identifier(name)),
    t.blockStatement([
      t.variableDeclaration('const', [t.variableDeclarator(t.identifier(past), at())]),
      t.expressionStatement(t.assignmentExpression('=', at(), t.numericLiteral(0))),
      t.returnStatement(call),
    ]),
  )
}

/** Parameters before the first that has a default, as ECMA-262 counts them. */
function lengthOf({ node }: Fn): number {
  const params = (node as t.Function).params as readonly t.Node[]
  const end = params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement')
  return end < 0 ? params.length : end
}

/**
 * The function that is put there lives as long as the realm, and calls the release's in the same turn: between the two nothing else runs
 * than the guard. What else the release's function has (its kind, properties that others gave it) is inherited.
 */
export const ANEW = `(target, key, guard, box, count, length, path) => {
  "use strict"
  let before
  const anew = box.f ??= { [key](...all) {
    box.v = all.slice(count)
    try { return Reflect.apply(box.o, this, all) } finally { box.v = 0 }
  } }[key]
  return on => {
    const o = target(), d = Object.getOwnPropertyDescriptor(o, key), f = d && d.value
    if (!on) {
      if (f === anew) Object.defineProperty(o, key, before)
      return
    }
    if (typeof f != "function" || !d.configurable || !guard.test(Function.prototype.toString.call(f)))
      throw { code: "IASO2140", args: [path] }
    before = d
    box.o = f
    Object.setPrototypeOf(anew, f)
    Object.defineProperty(anew, "name", { value: f.name, configurable: true })
    Object.defineProperty(anew, "length", { value: length, configurable: true })
    Object.defineProperty(o, key, { ...d, value: anew })
  }
}`
