import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'
import { type ClassChange, compareClass, constructorOf, keyText, setsFields } from './classes.js'
import { renamedSettings } from './renamed-settings.js'
import { changesOf, settingsOf } from './settings.js'
import { keyOfMember } from './slots.js'
import type { Comparing } from './values.js'

/** Compares two versions of a class, and says what that means for instances that are alive. */
export function changeOf(
  name: string,
  at: string | t.Expression,
  before: t.Class,
  after: t.Class,
  { pair, literals, findings }: Comparing,
): ClassChange {
  const change = compareClass(name, at, before, after, pair, literals)
  const key = `${pair.path}#${name}`
  const refuse = (detail: string) => findings.add('changed', key, 'IASO2003', after, { name, detail })
  change.faults.forEach(refuse)
  const members = [...change.added, ...change.removed, ...change.fields, ...change.privates]
  const isPut = members.length + change.writes.length > 0 || change.base !== undefined
  if (isPut) findings.edit('changed', key)
  if (isPut && !pair.mapping.eager) refuse('members were added or removed in a module that loads late')
  else if (isPut && typeof at === 'string' && pair.next.scope.bindings.get(at)?.assigned)
    refuse('members were added or removed, and the name is assigned again')
  noteInstances(change, key, { pair, findings })
  noteLostState(change, before, key, { pair, findings })
  return change
}

/** What changed while the program ran is gone, and something is new: it may be the same under another name. */
function noteLostState(
  { name, node: after }: ClassChange,
  before: t.Class,
  key: string,
  { pair, findings }: Pick<Comparing, 'pair' | 'findings'>,
): void {
  const [was, is] = [fieldsOf(before, pair.old), fieldsOf(after, pair.next)]
  const isNew = [...is].some(field => !was.has(field))
  const carried = carriedOver(after, pair)
  for (const field of isNew ? was : [])
    if (
      !is.has(field) &&
      !carried.has(field) &&
      changesOf(field, pair.old).size > 0 &&
      (field.startsWith('#') || !pair.mentions(field))
    )
      findings.add('changed', key, 'IASO3120', after, { name, field })
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

function noteInstances(
  change: ClassChange,
  key: string,
  { pair, findings }: Pick<Comparing, 'pair' | 'findings'>,
): void {
  const { name, node, fields, gone, base } = change
  const complete = setsFields(constructorOf(change, pair.next), pair)
  for (const field of fields) {
    const code = complete || !field.value ? 'IASO3020' : 'IASO3021'
    findings.add('changed', key, code, field, { name, field: keyText(field) })
  }
  const asked = propertiesIn(pair.next)
  for (const field of gone)
    findings.add('changed', key, complete && !asked.has(field) ? 'IASO3022' : 'IASO3023', node, { name, field })
  if (base !== undefined) findings.add('changed', key, 'IASO3024', base, { name })
}

/** Names that some code of the module asks for. */
function propertiesIn({ program }: Module): Set<string> {
  const names = new Set<string>()
  t.traverseFast(program, node => {
    if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression')
      names.add(keyOfMember(node as t.MemberExpression) ?? '')
  })
  return names
}
