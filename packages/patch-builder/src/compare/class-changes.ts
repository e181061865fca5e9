import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import { type ClassChange, compareClass, constructorOf, keyText, setsFields } from './classes.js'
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
  return change
}

function noteInstances(
  change: ClassChange,
  key: string,
  { pair, findings }: Pick<Comparing, 'pair' | 'findings'>,
): void {
  const { name, node, fields, gone } = change
  const complete = setsFields(constructorOf(change, pair.next), pair)
  for (const field of fields) {
    const code = complete || !field.value ? 'IASO3020' : 'IASO3021'
    findings.add('changed', key, code, field, { name, field: keyText(field) })
  }
  const asked = propertiesIn(pair.next)
  for (const field of gone)
    findings.add('changed', key, complete && !asked.has(field) ? 'IASO3022' : 'IASO3023', node, { name, field })
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
