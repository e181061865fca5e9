import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import type { FunctionMapping, Verdict } from '@iaso/protocol'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'
import { keep } from './keep.js'

/**
 * Parts that ask, before any other is linked, whether functions have run that must not have. What was asked once holds until the patch, or a later
 * one that asks the same, is taken back: then the release's code runs again.
 */
export function emitConditions({ mapping }: Program, findings: Findings): t.Expression[] {
  const conditions = findings.conditions()
  return Object.values(mapping.modules).flatMap(({ id, fingerprint, functions, table }) => {
    const asked = functions.filter(({ key, mark }) => mark !== undefined && conditions.has(key))
    const marks = table.find(({ kind }) => kind === 'marks')
    if (asked.length === 0 || marks === undefined) return []
    const link = linkOf(id, marks.get, asked, conditions)
    return t.arrayExpression([t.stringLiteral(id), t.stringLiteral(fingerprint), link])
  })
}

/** `$c => ({ "": [[mark, key, verdict], …].map(…) })` */
function linkOf(
  id: string,
  position: number,
  asked: readonly FunctionMapping[],
  conditions: ReadonlyMap<string, Verdict>,
): t.Expression {
  const all = asked.map(({ key, mark }) => [mark, key, conditions.get(key)])
  return parseExpression(`($c => ({ "": ${JSON.stringify(all)}.map(([mark, ...args]) => {
    const asked = $c.keep(${JSON.stringify(keyOf(id, ''))} + args[0], () => ({}))
    if (!asked.v && ($c.table("${id}")[0](${position})()[mark] || asked.ran)) throw { code: "IASO1208", args }
    return on => { asked.v = on }
  }) }))`)
}

/** `$c.keep("id ran key", () => ({})).ran = 1`: the release's code runs as a part of a patch, after a revert. */
export function ranInPatch(id: string, { key }: FunctionMapping): t.Expression {
  const asked = keep(keyOf(id, key), t.objectExpression([]))
  return t.assignmentExpression('=', t.memberExpression(asked, t.identifier('ran')), t.numericLiteral(1))
}

/** Begins with the id, which is exchanged in copies of a module. */
function keyOf(id: string, key: string): string {
  return `${id} ran ${key}`
}
