import * as t from '@babel/types'
import { type Fn, fnOf, type Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'

/** Where an object stands that gets a property, or whose property is read. */
interface Use {
  readonly name: string
  /** The object was made for this call: it is an argument; or it comes from a parameter. */
  readonly passed: boolean
  /** The function whose result is read. */
  readonly maker: string | undefined
}

interface Uses {
  readonly written: readonly Use[]
  readonly read: readonly Use[]
}

/**
 * A property that only changed code writes, and only since it changed, is read by other changed code: objects that were made before don't
 * have it.
 */
export function readsNewProperties(edited: readonly Edited[], findings: Findings): void {
  const known = new Set(edited.flatMap(({ pair }) => namesOf(usesOf(pair.old.program, pair.old).written)))
  const uses = edited.flatMap(({ pair, changes }) =>
    changes.map(({ fn }) => ({ pair, fn, ...usesOf(fn.node, pair.next) })),
  )
  for (const { pair, changes } of edited)
    for (const name of writtenOutside(
      pair.next,
      changes.map(({ fn }) => fn),
    ))
      known.add(name)
  for (const { fn: writer, written } of uses)
    for (const write of written) {
      if (known.has(write.name)) continue
      for (const { pair, fn, read } of uses)
        if (fn !== writer && read.some(each => meets(write, each, writer)))
          findings.add('changed', keyOf(pair.next, fn), 'IASO3005', fn.node, { property: write.name, function: fn.key })
    }
}

/** Arguments and results of calls among changed code are as new as the code. */
function meets(write: Use, read: Use, writer: Fn): boolean {
  return read.name === write.name && !(write.passed && read.passed) && read.maker !== writer.name
}

function namesOf(uses: readonly Use[]): string[] {
  return uses.map(({ name }) => name)
}

function writtenOutside(module: Module, changed: readonly Fn[]): string[] {
  const inside = new Set(changed.flatMap(fn => namesOf(usesOf(fn.node, module).written)))
  return namesOf(usesOf(module.program, module).written).filter(name => !inside.has(name))
}

function usesOf(root: t.Node, module: Module): Uses {
  const written: Use[] = []
  const read: Use[] = []
  const targets = new Set<t.Node>()
  const passed = new Set<t.Node>()
  const write = (key: t.Node, of: t.Node) =>
    void written.push({ name: nameOf(key) ?? '', passed: passed.has(of), maker: undefined })
  t.traverseFast(root, node => {
    if (node.type === 'CallExpression' && isDirect(node)) for (const argument of node.arguments) passed.add(argument)
    if (node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'MemberExpression') {
      targets.add(node.left)
      if (!node.left.computed) write(node.left.property, node)
    }
    if (node.type === 'ObjectExpression')
      for (const property of node.properties) if ('key' in property && !property.computed) write(property.key, node)
    if (t.isClass(node) && node !== root && isNested(node, module))
      for (const member of node.body.body) if ('key' in member && member.key) write(member.key as t.Node, node)
    if (
      (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') &&
      !targets.has(node) &&
      !node.computed
    )
      read.push({ name: nameOf(node.property) ?? '', ...originOf(node.object, module) })
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern')
      readPattern(node.id, originOf(node.init ?? node.id, module), read)
    if (t.isFunction(node))
      for (const param of node.params) readPattern(param as t.Node, { passed: true, maker: undefined }, read)
  })
  return { written: written.filter(({ name }) => name !== ''), read }
}

/** Members of classes of the top level are compared as such, and put on the classes that are there. */
function isNested(node: t.Class, module: Module): boolean {
  return module.classes.find(each => each.node === node)?.parent !== null
}

/** `f({ a: 1 })` and `jsx(Part, { a: 1 })`: what is passed is used at once. */
export function isDirect({ callee }: t.CallExpression): boolean {
  const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : callee
  if (last?.type === 'MemberExpression') return ['jsx', 'jsxs', 'createElement'].includes(nameOf(last.property) ?? '')
  return last?.type === 'Identifier'
}

function readPattern(pattern: t.Node, origin: Pick<Use, 'passed' | 'maker'>, read: Use[]): void {
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern
  if (target.type !== 'ObjectPattern') return
  for (const property of target.properties)
    if (property.type === 'ObjectProperty' && !property.computed)
      read.push({ name: nameOf(property.key) ?? '', ...origin })
}

function originOf(object: t.Node, module: Module): Pick<Use, 'passed' | 'maker'> {
  const value = object.type === 'AwaitExpression' ? object.argument : object
  if (value.type === 'CallExpression')
    return { passed: false, maker: value.callee.type === 'Identifier' ? value.callee.name : undefined }
  const binding = value.type === 'Identifier' ? module.references.get(value)?.binding : undefined
  if (binding === undefined) return { passed: false, maker: undefined }
  if (binding.kind === 'param') return { passed: true, maker: undefined }
  const init = binding.assigned || binding.owner === null ? undefined : initOf(binding.node, binding.owner, module)
  return init === undefined || init.type === 'Identifier' ? { passed: false, maker: undefined } : originOf(init, module)
}

function initOf(id: t.Node, owner: Fn, module: Module): t.Expression | undefined {
  let found: t.Expression | undefined
  if (fnOf(module).has(owner.node))
    t.traverseFast(owner.node, node => {
      if (node.type === 'VariableDeclarator' && node.id === id) found = node.init ?? undefined
    })
  return found
}

function nameOf(key: t.Node): string | undefined {
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
}
