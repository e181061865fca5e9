import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { type ClassChange, constructorOf } from '../compare/classes.js'
import { renamedSettings } from '../compare/renamed-settings.js'
import { changesOf, settingsOf } from '../compare/settings.js'
import type { Edited } from '../emit/index.js'
import type { Findings } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { unlessMade } from './unless.js'

/** What instances that are alive have from the release's class, and the new one doesn't expect. */
export function verifyClasses({ pair, topLevel }: Edited, program: Program, findings: Findings): void {
  for (const change of topLevel.classes) {
    const { name, node, before, base } = change
    const key = `${pair.path}#${name}`
    const unless = unlessMade(before, pair, program)
    for (const field of lostState(change, pair)) findings.add('changed', key, 'IASO3120', node, { name, field }, unless)
    if (base !== undefined) findings.add('changed', key, 'IASO3024', base, { name }, unless)
  }
}

/** What changed while the program ran is gone, and something is new: it may be the same under another name. */
function lostState({ node: after, before }: ClassChange, pair: Pair): string[] {
  const [was, is] = [fieldsOf(before, pair.old), fieldsOf(after, pair.next)]
  const isNew = [...is].some(field => !was.has(field))
  const carried = carriedOver(after, pair)
  return [...(isNew ? was : [])].filter(
    field =>
      !is.has(field) &&
      !carried.has(field) &&
      changesOf(field, pair.old).size > 0 &&
      (field.startsWith('#') || !pair.mentions(field)),
  )
}

/** What the constructor has set, and sets under another name. */
function carriedOver(node: t.Class, pair: Pair): Set<string> {
  const fn = constructorOf({ node }, pair.next)
  return new Set(fn === undefined ? [] : [...renamedSettings(fn, pair).names.values()].flat())
}

/** Fields of instances, with those that are private, and what the constructor sets. */
function fieldsOf(node: t.Class, module: Module): Set<string> {
  const names = node.body.body.flatMap(member => {
    if (!t.isClassProperty(member) && !t.isClassPrivateProperty(member)) return []
    if (member.static) return []
    if (t.isClassPrivateProperty(member)) return [`#${member.key.id.name}`]
    return t.isIdentifier(member.key) && !member.computed ? [member.key.name] : []
  })
  const fn = constructorOf({ node }, module)
  return new Set([...names, ...(fn === undefined ? [] : settingsOf(fn).map(({ key }) => key))])
}
