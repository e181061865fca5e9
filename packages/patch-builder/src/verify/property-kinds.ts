import * as t from '@babel/types'
import type { Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { declarationOf } from './initial-values.js'
import { isDirect } from './property-uses.js'
import { makerOfReceiver, unlessMade, unlessRan } from './unless.js'
import { KIND_TEXTS, type Kind, PRIMITIVE, valueKinds } from './value-kinds.js'

/** By property: the kinds of value that code gives it. */
type Kinds = ReadonlyMap<string, ReadonlySet<Kind>>

/**
 * A property held a kind of value that the new code gives it no more, and changed code reads it: `this.items = []` that became a `new Set()`,
 * a `null` that the new code needn't expect. Objects made before hold it still.
 */
export function readsOtherKinds({ pair, changes }: Edited, program: Program, findings: Findings): void {
  const gone = goneKinds(
    kindsOf(pair.old, owner => isKept(owner, pair.old)),
    kindsOf(pair.next, () => true),
  )
  if (gone.size === 0) return
  for (const { fn } of changes)
    for (const property of readsOf(fn.node)) {
      const kind = gone.get(property)
      if (kind === undefined) continue
      const args = { property, function: fn.key, kind: KIND_TEXTS[kind] ?? `a \`${kind}\`` }
      findings.add(
        'changed',
        keyOf(pair.next, fn),
        'IASO3091',
        fn.node,
        args,
        unlessGiven(property, kind, pair, program),
      )
    }
}

/** Without what has given the property such a value having run, no object has one. */
function unlessGiven(property: string, kind: Kind, pair: Pair, program: Program): readonly string[] | undefined {
  const keys: (readonly string[] | undefined)[] = []
  for (const fn of pair.old.functions.filter(({ parent }) => parent === null))
    addWrites(fn.node, (owner, key, value) => {
      if (nameOf(key) !== property || !isKept(owner, pair.old)) return
      if (!(value ? valueKinds(value) : ['nothing']).includes(kind)) return
      keys.push(unlessRan(makerOfReceiver(fn, pair, program) ?? fn, pair, program))
    })
  t.traverseFast(pair.old.program, node => {
    if (!t.isClass(node)) return
    const fields = node.body.body.filter(each => t.isClassProperty(each) || t.isClassPrivateProperty(each))
    if (fields.some(({ key }) => nameOf(key) === property)) keys.push(unlessMade(node, pair, program))
  })
  return keys.every(each => each !== undefined) ? [...new Set(keys.flat())] : undefined
}

function goneKinds(old: Kinds, next: Kinds): Map<string, Kind> {
  const gone = new Map<string, Kind>()
  for (const [property, before] of old) {
    const after = next.get(property)
    const kind = after && [...before].find(each => isMissed(each, before, after))
    if (kind !== undefined) gone.set(property, kind)
  }
  return gone
}

/** What isn't known may be nothing, too; and one text or number does where another is expected. */
function isMissed(kind: Kind, before: ReadonlySet<Kind>, after: ReadonlySet<Kind>): boolean {
  if (kind === 'unknown' || after.has(kind)) return false
  if (kind === 'nothing') return !after.has('unknown')
  return (
    !PRIMITIVE.has(kind) || [...after].some(each => !before.has(each) && each !== 'nothing' && !PRIMITIVE.has(each))
  )
}

/** Objects that outlive the call, as far as the code shows: `this`, and what a function returns. */
function isKept(owner: t.Node, module: Module): boolean {
  if (owner.type !== 'Identifier') return owner.type === 'ThisExpression' || owner.type === 'ReturnStatement'
  const binding = module.references.get(owner)?.binding
  const declaration = binding && declarationOf(binding, module)
  return declaration?.type === 'VariableDeclarator' && declaration.init?.type === 'ThisExpression'
}

/** What stands outside of functions is compared, and written, as data. */
function kindsOf(module: Module, counts: (owner: t.Node) => boolean): Kinds {
  const found = new Map<string, Set<Kind>>()
  const add = (key: t.Node, value: t.Node | null | undefined): void => {
    const name = nameOf(key)
    if (name === undefined) return
    const kinds = found.get(name) ?? new Set()
    found.set(name, kinds)
    for (const kind of value ? valueKinds(value) : (['nothing'] as const)) kinds.add(kind)
  }
  for (const { parent, node } of module.functions)
    if (parent === null)
      addWrites(node, (owner, key, value) => {
        if (counts(owner)) add(key, value)
      })
  t.traverseFast(module.program, node => {
    if ((node.type === 'ClassProperty' && !node.computed) || node.type === 'ClassPrivateProperty')
      if (!node.static) add(node.key, node.value)
  })
  return found
}

type AddWrite = (owner: t.Node, key: t.Node, value: t.Node | null) => void

function addWrites(root: t.Node, add: AddWrite): void {
  const passed = new Set<t.Node>()
  const returned = new Set<t.Node>()
  t.traverseFast(root, node => {
    if (node.type === 'CallExpression' && isDirect(node)) for (const each of node.arguments) passed.add(each)
    if (node.type === 'ReturnStatement' && node.argument) returned.add(node.argument)
    if (node.type === 'ArrowFunctionExpression') returned.add(node.body)
    if (node.type === 'AssignmentExpression' && isPlainMember(node.left))
      add(node.left.object, node.left.property, node.operator === '=' ? node.right : UNKNOWN)
    if (node.type === 'UpdateExpression' && isPlainMember(node.argument))
      add(node.argument.object, node.argument.property, NUMBER)
    if (node.type === 'UnaryExpression' && node.operator === 'delete' && isPlainMember(node.argument))
      add(node.argument.object, node.argument.property, null)
    if (node.type === 'ObjectExpression' && !passed.has(node))
      for (const property of node.properties)
        if (property.type === 'ObjectProperty' && !property.computed)
          add(returned.has(node) ? RETURNED : node, property.key, property.value)
  })
}

const UNKNOWN = t.identifier('unknown')
const NUMBER = t.numericLiteral(0)
const RETURNED = t.returnStatement()

function readsOf(root: t.Node): Set<string> {
  const found = new Set<string>()
  const targets = new Set<t.Node>()
  t.traverseFast(root, node => {
    if (node.type === 'AssignmentExpression' && node.operator === '=') targets.add(node.left)
    if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return
    const name = targets.has(node) || node.computed ? undefined : nameOf(node.property)
    if (name !== undefined) found.add(name)
  })
  return found
}

function isPlainMember(node: t.Node): node is t.MemberExpression {
  return node.type === 'MemberExpression' && !node.computed
}

function nameOf(key: t.Node): string | undefined {
  if (key.type === 'PrivateName') return `#${key.id.name}`
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
}
