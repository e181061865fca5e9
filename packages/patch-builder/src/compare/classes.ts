import type * as t from '@babel/types'
import { type Fn, fnOf, type Module, type PrivateUse, shapeOf } from '@iaso/babel-plugin'
import type { Layout } from '@iaso/protocol'
import type { Pair } from '../program.js'
import type { Literals } from './literals.js'
import { nameOf } from './slots.js'
import type { Spot, Write } from './writes.js'

/** What became of a class of the module's top level. */
export interface ClassChange {
  readonly name: string
  /** Where the class is: a name of the module's top level, or what a statement sets. */
  readonly at: string | t.Expression
  readonly node: t.Class
  /** As the release has it. */
  readonly before: t.Class
  readonly added: readonly t.ClassMethod[]
  readonly removed: readonly t.ClassMethod[]
  /** Fields that instances have now. */
  readonly fields: readonly t.ClassProperty[]
  /** Names of fields that they have no more. */
  readonly gone: readonly string[]
  /** `#private` fields and methods that the release's class doesn't have. */
  readonly privates: readonly (t.ClassPrivateProperty | t.ClassPrivateMethod)[]
  /** Another class is extended. */
  readonly base: t.Expression | undefined
  /** Static fields, in place. */
  readonly writes: readonly Write[]
  /** What a patch can't carry over, in words; empty: nothing. */
  readonly faults: readonly string[]
}

type Member = t.ClassBody['body'][number]
type Mutable<T> = { -readonly [key in keyof T]: T[key] extends readonly (infer E)[] ? E[] : T[key] }

/** Bodies of members are functions and compared as such; here it is about which members there are. */
export function compareClass(
  name: string,
  at: string | t.Expression,
  before: t.Class,
  after: t.Class,
  pair: Pair,
  literals: Literals,
): ClassChange {
  const oldId = (fn: Fn) => String(fn.id)
  const newId = (fn: Fn) => String(pair.ids.get(fn))
  const change: Mutable<ClassChange> = {
    ...{ name, at, node: after, before, added: [], removed: [], fields: [], gone: [], privates: [] },
    ...{ base: undefined, writes: [], faults: [] },
  }
  compareBases(before, after, change, literals)
  const members = { before: index(before, pair.old, oldId), after: index(after, pair.next, newId) }
  for (const [key, member] of members.after) {
    const twin = members.before.get(key)
    if (twin === undefined) noteAdded(member, key, change, literals)
    else if (!isTwin(member, twin, pair)) change.faults.push(`${key} can't be matched to the release's`)
    else if (isStaticField(member) && isStaticField(twin)) compareStatic(twin, member, key, change, literals)
    else if (fixedPart(member, pair.next, newId) !== fixedPart(twin, pair.old, oldId))
      change.faults.push(`${key} is another value`)
  }
  for (const [key, member] of members.before) if (!members.after.has(key)) noteRemoved(member, key, change, literals)
  if (change.faults.length === 0 && staticOrder(before, after) !== staticOrder(after, before))
    change.faults.push('its static members run in another order')
  return change
}

/** Where both extend something, `super` and all that is inherited is looked for when it is asked for. */
function compareBases(before: t.Class, after: t.Class, change: Mutable<ClassChange>, literals: Literals): void {
  const [was, is] = [before.superClass, after.superClass]
  if (!was && !is) return
  if (was && is && literals.isSame(was, is)) return
  if (was && is && literals.isPlain(is)) change.base = is
  else change.faults.push('the base class is another one')
}

/** Over several patches, a member may have got the name of another one. */
function isTwin(member: Member, twin: Member, { old, next, ids }: Pair): boolean {
  const fn = fnOf(next).get(member)
  const before = fnOf(old).get(twin)
  return fn === undefined || before === undefined || ids.get(fn) === before.id
}

function isStaticField(member: Member): member is t.ClassProperty & { static: true } {
  return isField(member) && member.static
}

function isField(member: Member): member is t.ClassProperty {
  return member.type === 'ClassProperty' && !member.computed
}

function noteAdded(member: Member, key: string, change: Mutable<ClassChange>, literals: Literals): void {
  if (isMethod(member)) change.added.push(member)
  else if (member.type === 'ClassPrivateMethod' && member.kind === 'method') change.privates.push(member)
  else if (member.type === 'ClassPrivateProperty') change.privates.push(member)
  else if (isStaticField(member)) change.writes.push(literals.add(initialOf(member), spotOf(change, member)))
  else if (isField(member)) change.fields.push(member)
  else change.faults.push(`${key} is new`)
}

function noteRemoved(member: Member, key: string, change: Mutable<ClassChange>, literals: Literals): void {
  if (isMethod(member)) change.removed.push(member)
  else if (isStaticField(member)) change.writes.push(literals.remove(initialOf(member), { ...spotOf(change, member) }))
  else if (isField(member)) change.gone.push(keyText(member))
  // only the class itself could ask for it
  else if (member.type !== 'ClassPrivateMethod' && member.type !== 'ClassPrivateProperty')
    change.faults.push(`${key} is gone`)
}

function isMethod(member: Member): member is t.ClassMethod {
  if (member.type !== 'ClassMethod' || member.kind === 'constructor') return false
  return !member.computed || (member.key.type === 'MemberExpression' && isSymbol(member.key))
}

/** `[Symbol.iterator]` */
function isSymbol({ object }: t.MemberExpression): boolean {
  return object.type === 'Identifier' && object.name === 'Symbol'
}

function compareStatic(
  twin: t.ClassProperty,
  member: t.ClassProperty,
  key: string,
  change: Mutable<ClassChange>,
  literals: Literals,
): void {
  const writes = literals.compare(initialOf(twin), initialOf(member), spotOf(change, member))
  if (writes === undefined) change.faults.push(`${key} is another value`)
  else change.writes.push(...writes)
}

function spotOf({ name, at }: Mutable<ClassChange>, member: t.ClassProperty): Spot {
  const key = nameOf(member.key as t.Identifier)
  return { path: `${name}.${keyText(member)}`, root: at, keys: [key], named: true }
}

export function keyText({ key }: t.ClassProperty): string {
  return (nameOf(key as t.Identifier) as t.StringLiteral).value
}

function initialOf({ value }: t.ClassProperty): t.Expression {
  const zero = { type: 'NumericLiteral', value: 0 }
  return value ?? ({ type: 'UnaryExpression', operator: 'void', prefix: true, argument: zero } as t.UnaryExpression)
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

/** Of the members that both have. */
function staticOrder(node: t.Class, other: t.Class): string {
  const known = new Set(staticNames(other))
  return staticNames(node)
    .filter(name => known.has(name))
    .join()
}

function staticNames({ body }: t.Class): string[] {
  return body.body.flatMap(member => {
    if (member.type === 'StaticBlock') return ['{}']
    if (member.type === 'ClassPrivateProperty') return member.static ? [`#${member.key.id.name}`] : []
    return isStaticField(member) ? [keyText(member)] : []
  })
}

/** The class' own constructor. */
export function constructorOf(change: Pick<ClassChange, 'node'>, module: Module): Fn | undefined {
  const member = change.node.body.body.find(each => each.type === 'ClassMethod' && each.kind === 'constructor')
  return member === undefined ? undefined : fnOf(module).get(member)
}

/** All that reads the constructor's cells can set what new instances have. */
export function setsFields(fn: Fn | undefined, pair: Pair): boolean {
  const cells = fn === undefined ? [] : (pair.cells.get(pair.ids.get(fn) as number) ?? [])
  return cells.length > 0 && cells.every(({ layout }) => reachesThis(fn as Fn, layout))
}

export function reachesThis({ kind }: Fn, { this: self, params }: Layout): boolean {
  return kind === 'derived-constructor' || self !== false || params.kind === 'arguments'
}

/** What new instances have, as text: where it changes, so does the constructor. */
export function fieldsText({ fields, gone }: ClassChange, pair: Pair): string {
  const shapes = fields.map(
    field => `${keyText(field)} ${shapeOf(initialOf(field), pair.next, fn => String(pair.ids.get(fn)))}`,
  )
  return [...shapes, ...gone.map(name => `-${name}`)].join('\n')
}

/** A private name that the release's class doesn't have: the patch brings what stands behind it. */
export function isAddedPrivate({ class: klass, name }: PrivateUse, pair: Pair): boolean {
  const released = pair.old.classes.find(({ key }) => key === klass.key)
  return klass.parent === null && released !== undefined && !released.privates.has(name)
}
