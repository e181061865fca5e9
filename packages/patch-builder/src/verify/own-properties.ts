import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import { type ClassChange, constructorOf, keyText } from '../compare/classes.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { unlessRan } from './unless.js'

/** What instances have themselves counts more than what their class has, and is all that those see who list it. */
export function verifyOwnProperties(edited: readonly Edited[], program: Program, findings: Findings): void {
  for (const edit of edited)
    for (const change of edit.topLevel.classes) {
      noteHidden(change, edit.pair, program, findings)
      noteShown(change, edit, program, findings)
    }
}

/** `this.size = 0` → `get size() {}`: instances that have a `size` of their own never ask for the class's. */
function noteHidden({ name, node, added }: ClassChange, pair: Pair, program: Program, findings: Findings): void {
  const before = pair.old.classes.find(each => each.parent === null && each.node.id?.name === node.id?.name)
  const was = before === undefined ? new Set<string>() : setBy(before.node)
  const is = setBy(node)
  for (const member of added) {
    if (member.static || member.computed || member.key.type !== 'Identifier') continue
    const field = member.key.name
    if (!was.has(field) || (member.kind === 'method' && is.has(field))) continue
    const unless = unlessMade(node, pair, program)
    findings.add('changed', `${pair.path}#${name}`, 'IASO3023', member, { name, field }, unless)
  }
}

/** `this.size = …`, in any code of the class. */
function setBy(node: t.Class): Set<string> {
  const names = new Set<string>()
  t.traverseFast(node.body, each => {
    const left = each.type === 'AssignmentExpression' ? each.left : undefined
    if (
      t.isMemberExpression(left, { computed: false }) &&
      t.isThisExpression(left.object) &&
      t.isIdentifier(left.property)
    )
      names.add(left.property.name)
  })
  return names
}

/** `{ ...this }`: a property that instances are given when it is first read or set is not there yet. */
function noteShown(change: ClassChange, { pair, initialised }: Edited, program: Program, findings: Findings): void {
  const shows = pair.next.functions.find(fn => fn.class?.node === change.node && showsItself(fn, pair.next))
  if (shows === undefined) return
  const own = initialised.filter(each => each.name === change.node.id?.name).map(({ key }) => key)
  for (const property of [...change.fields.map(keyText), ...own]) {
    const args = { property, function: shows.key }
    const unless = unlessMade(change.node, pair, program)
    findings.add('changed', keyOf(pair.next, shows), 'IASO3005', shows.node, args, unless)
  }
}

const LISTS =
  /^(keys|values|entries|assign|stringify|getOwnPropertyNames|getOwnPropertyDescriptors|ownKeys|hasOwn|structuredClone)$/

/** `{ ...this }`, `Object.keys(this)`, `JSON.stringify(this)`, `this.hasOwnProperty(name)` */
function showsItself(fn: Fn, module: Module): boolean {
  let shows = false
  const functions = fnOf(module)
  t.traverseFast(fn.node, node => {
    const inner = functions.get(node)
    if (inner !== undefined && inner !== fn && inner.kind !== 'arrow') return t.traverseFast.skip
    if (node.type === 'SpreadElement') shows ||= node.argument.type === 'ThisExpression'
    if (node.type === 'ForInStatement') shows ||= node.right.type === 'ThisExpression'
    if (node.type === 'CallExpression') shows ||= lists(node)
    return undefined
  })
  return shows
}

function lists({ callee, arguments: args }: t.CallExpression): boolean {
  const isOf = args.some(each => each.type === 'ThisExpression')
  if (t.isIdentifier(callee)) return isOf && LISTS.test(callee.name)
  if (!t.isMemberExpression(callee, { computed: false }) || !t.isIdentifier(callee.property)) return false
  const { object, property } = callee
  const isAsked = /^(hasOwnProperty|propertyIsEnumerable)$/.test(property.name) && object.type === 'ThisExpression'
  const isCalled =
    property.name === 'call' &&
    t.isMemberExpression(object) &&
    t.isIdentifier(object.property, { name: 'hasOwnProperty' })
  return isAsked || (isOf && (isCalled || LISTS.test(property.name)))
}

/** Without its constructor having run there are no instances. */
function unlessMade(node: t.Class, pair: Pair, program: Program): readonly string[] | undefined {
  const fn = constructorOf({ node }, pair.next)
  const before = fn && pair.released.get(pair.ids.get(fn) as number)
  return before && unlessRan(before, pair, program)
}
