import * as t from '@babel/types'
import { type Fn, shapeOf } from '@iaso/babel-plugin'
import { constructed } from '../compare/initialised.js'
import { settingsOf } from '../compare/settings.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { usesOf } from './property-uses.js'
import { unlessRan } from './unless.js'

/**
 * `this.wait = seconds` that becomes `this.wait = seconds * 1000`: instances made before keep what they were given. Where other code that changed
 * reads it, that is likely to count on what the new constructor gives; but not on another constant, which is one of many values to it.
 */
export function keepsOtherValues({ pair, changes }: Edited, program: Program, findings: Findings): void {
  const { next, released, ids } = pair
  for (const { fn } of changes) {
    const twin = released.get(ids.get(fn) as number)
    const name = constructed(fn, next)
    if (twin === undefined || name === undefined) continue
    for (const { property, isConstant } of otherSettings(fn, twin, pair)) {
      const reader = changes.find(each => !isConstant && each.fn !== fn && readsIt(each.fn, property, pair))
      const args = { name, property, function: reader?.fn.key ?? '' }
      const key = keyOf(next, fn)
      if (reader === undefined) findings.add('changed', key, 'IASO3029', fn.node, args)
      else findings.add('changed', key, 'IASO3095', fn.node, args, unlessRan(twin, pair, program))
    }
  }
}

/** Properties that both constructors set, each to another value; functions have guards. */
function otherSettings(fn: Fn, twin: Fn, { old, next, ids }: Pair): { property: string; isConstant: boolean }[] {
  const before = new Map(settingsOf(twin).map(({ key, value }) => [key, value]))
  const textOld = (value: t.Node) => shapeOf(value, old, inner => String(inner.id))
  const textNew = (value: t.Node) => shapeOf(value, next, inner => String(ids.get(inner)))
  return settingsOf(fn).flatMap(({ key, value }) => {
    const was = before.get(key)
    if (was === undefined || textOld(was) === textNew(value)) return []
    return { property: key, isConstant: isConstant(was) && isConstant(value) }
  })
}

/** `10`, `-1`, `'text'`, `undefined` */
function isConstant(value: t.Node): boolean {
  if (t.isUnaryExpression(value)) return isConstant(value.argument)
  return (t.isLiteral(value) && !t.isTemplateLiteral(value)) || t.isIdentifier(value, { name: 'undefined' })
}

function readsIt({ node }: Fn, property: string, { next }: Pair): boolean {
  return usesOf(node, next).read.some(({ name }) => name === property)
}
