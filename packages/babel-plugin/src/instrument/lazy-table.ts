import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'

/** A table of up to so many accessors is made whole. */
const WHOLE = 64
/** A larger one is made so many at a time. */
const GROUP = 16

/** Makes what answers by position, and makes a group when one of it is asked for. */
const BY_GROUP = `((t, c = []) => () => p => (c[p / ${GROUP} | 0] ||= t[p / ${GROUP} | 0]())[p % ${GROUP}])()`

/**
 * `() => [accessors]`: made when a patch first asks, for most modules are never patched, and a program that starts would make thousands. A patch asks for few
 * of the thousands that a large module has, so these are made in groups, each a function that stands at the module's head: as parts of one function
 * they would all be read again for the first.
 */
export function lazyTable(accessors: t.Expression[]): t.Expression {
  if (accessors.length <= WHOLE) return listed(accessors)
  const groups: t.Expression[] = []
  for (let first = 0; first < accessors.length; first += GROUP)
    groups.push(listed(accessors.slice(first, first + GROUP)))
  const call = t.cloneNode(parseExpression(BY_GROUP), true, true) as t.CallExpression
  call.arguments.push(t.arrayExpression(groups))
  return call
}

function listed(accessors: t.Expression[]): t.Expression {
  return t.arrowFunctionExpression([], t.arrayExpression(accessors))
}
