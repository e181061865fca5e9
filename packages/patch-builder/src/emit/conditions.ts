import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import { cellName, type FunctionMapping, type Verdict } from '@iaso/protocol'
import type { Findings } from '../findings.js'
import type { Program } from '../program.js'

/**
 * Parts that ask, before any other is linked, whether functions have run that must not have. What was asked once holds until the patch, or a later
 * one that asks the same, is taken back: then the release's code runs again.
 */
export function emitConditions({ mapping }: Program, findings: Findings): t.Expression[] {
  const conditions = findings.conditions()
  return Object.values(mapping.modules).flatMap(({ id, fingerprint, functions }) => {
    const asked = functions.filter(({ key, mark }) => mark !== undefined && conditions.has(key))
    if (asked.length === 0) return []
    const link = linkOf(id, asked, conditions)
    return t.arrayExpression([t.stringLiteral(id), t.stringLiteral(fingerprint), link])
  })
}

/** `$c => ({ "": [[$mark, key, verdict], …].map(…) })` */
function linkOf(id: string, asked: readonly FunctionMapping[], conditions: ReadonlyMap<string, Verdict>): t.Expression {
  const marks = asked.map(({ key, mark }) => {
    const words = [key, conditions.get(key) as string].map(each => JSON.stringify(each))
    return `[${cellName(id, mark as number)}, ${words.join()}]`
  })
  return parseExpression(`($c => ({ "": [${marks.join()}].map(([mark, ...args]) => {
    const asked = $c.keep("${id} unless " + args[0], () => ({}))
    if (mark && !asked.v) throw { code: "IASO1208", args }
    return { apply() { asked.v = 1 }, undo() { asked.v = 0 } }
  }) }))`)
}
