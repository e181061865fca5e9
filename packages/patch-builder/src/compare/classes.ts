import type * as t from '@babel/types'
import { type Fn, fnOf, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Pair } from '../program.js'

/** What became of a class of the module's top level. */
export interface ClassChange {
  readonly name: string
  readonly added: readonly t.ClassMethod[]
  readonly removed: readonly t.ClassMethod[]
  /** What a patch can't carry over, in words; empty: nothing. */
  readonly faults: readonly string[]
}

type Member = t.ClassBody['body'][number]

/** Bodies of members are functions and compared as such; here it is about which members there are. */
export function compareClass(name: string, before: t.Class, after: t.Class, pair: Pair): ClassChange {
  const oldId = (fn: Fn) => String(fn.id)
  const newId = (fn: Fn) => String(pair.ids.get(fn))
  const faults: string[] = []
  const superOf = (node: t.Class, module: Module, idOf: (fn: Fn) => string) =>
    node.superClass ? shapeOf(node.superClass, module, idOf) : ''
  if (superOf(before, pair.old, oldId) !== superOf(after, pair.next, newId))
    faults.push('the base class is another one')
  const members = { before: index(before, pair.old, oldId), after: index(after, pair.next, newId) }
  const added: t.ClassMethod[] = []
  const removed: t.ClassMethod[] = []
  for (const [key, member] of members.after) {
    const twin = members.before.get(key)
    if (twin === undefined) note(member, key, added, faults, 'is new')
    else if (!isTwin(member, twin, pair)) faults.push(`${key} can't be matched to the release's`)
    else if (fixedPart(member, pair.next, newId) !== fixedPart(twin, pair.old, oldId))
      faults.push(`${key} is another value`)
  }
  for (const [key, member] of members.before) if (!members.after.has(key)) note(member, key, removed, faults, 'is gone')
  if (faults.length === 0 && staticOrder(before) !== staticOrder(after))
    faults.push('its static members run in another order')
  return { name, added, removed, faults }
}

/** Over several patches, a member may have got the name of another one. */
function isTwin(member: Member, twin: Member, { old, next, ids }: Pair): boolean {
  const fn = fnOf(next).get(member)
  const before = fnOf(old).get(twin)
  return fn === undefined || before === undefined || ids.get(fn) === before.id
}

function note(member: Member, key: string, methods: t.ClassMethod[], faults: string[], what: string): void {
  if (member.type === 'ClassMethod' && member.kind !== 'constructor' && !member.computed) methods.push(member)
  else faults.push(`${key} ${what}`)
}

/** Members by kind and name; static blocks by their order. */
function index(node: t.Class, module: Module, idOf: (fn: Fn) => string): Map<string, Member> {
  const members = new Map<string, Member>()
  let blocks = 0
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock') {
      members.set(`static block ${++blocks}`, member)
      continue
    }
    if (!('key' in member)) continue
    const kind = 'kind' in member ? (member.kind as string) : 'field'
    const name = shapeName(member.key as t.Node, 'computed' in member && member.computed === true, module, idOf)
    members.set(`${'static' in member && member.static ? 'static ' : ''}${kind} ${name}`, member)
  }
  return members
}

function shapeName(key: t.Node, computed: boolean, module: Module, idOf: (fn: Fn) => string): string {
  if (key.type === 'PrivateName') return `#${key.id.name}`
  if (!computed && key.type === 'Identifier') return key.name
  if (key.type === 'StringLiteral') return key.value
  return `[${shapeOf(key, module, idOf)}]`
}

/** The initial value of a field that has no guard of its own. */
function fixedPart(member: Member, module: Module, idOf: (fn: Fn) => string): string {
  if (!('value' in member) || !member.value) return ''
  const fn = fnOf(module).get(member)
  return fn?.skipped === undefined && fn !== undefined ? '' : shapeOf(member.value, module, idOf)
}

function staticOrder(node: t.Class): string {
  const names = node.body.body.map(member => {
    if (member.type === 'StaticBlock') return '{}'
    const runs = (member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty') && member.static
    return runs && 'key' in member
      ? String((member.key as t.Identifier).name ?? (member.key as t.PrivateName).id?.name)
      : ''
  })
  return names.filter(name => name !== '').join()
}
