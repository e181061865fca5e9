import * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { plainItemsOf } from '../compare/items.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { inlineShape } from '../program.js'
import { functionNamed } from './functions-of.js'
import { calleesOf } from './run-once.js'

/**
 * `const table = build()`, and `build` reads something that means something else now: what it made when the module was loaded is what the old
 * code made, whoever reads it.
 */
export function keepsWhatWasMade({ pair, changes, topLevel, touched }: Edited, findings: Findings): void {
  const { next, ids } = pair
  const other = changes.filter(({ fn, cells }) => cells.some(({ inline }) => inline === inlineShape(fn, next, ids)))
  const readers = [...other.map(({ fn }) => fn), ...functionsOf(touched)]
  const makers = new Set([...withCallers(new Set(readers), next), ...changes.map(({ fn }) => fn)])
  const changed = new Set(changes.map(({ fn }) => fn))
  for (const { name, maker, node, reader } of madeBy(makers, next, changed)) {
    if (isMadeAnew(name, topLevel) || !pair.old.scope.bindings.has(name)) continue
    findings.add('changed', `${pair.path}#${name}`, 'IASO3004', node, { function: reader, name, writer: maker.key })
  }
}

/** `if (isNode) exports.one = make(2)`: a statement that is not compared like a variable has kept what the old code answered. */
export function keepsInStatements({ pair, changes, topLevel }: Edited, findings: Findings): void {
  const { next, path } = pair
  const makers = new Set(changes.map(({ fn }) => fn))
  for (const statement of next.program.body.filter(({ type }) => CONTROL.has(type)))
    for (const { left, right } of assignmentsIn(statement)) {
      const maker = calledIn(right, makers, next)
      const name = nameOf(left)
      if (maker === undefined || isMadeAnew(name, topLevel)) continue
      const args = { function: name, name, writer: maker.key }
      if (!findings.has('IASO3004', path, name)) findings.add('changed', `${path}#${name}`, 'IASO3004', left, args)
    }
}

const CONTROL: ReadonlySet<string> = new Set([
  'BlockStatement',
  'IfStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'SwitchStatement',
  'TryStatement',
])

/** Of a statement's own code. */
function assignmentsIn(statement: t.Statement): t.AssignmentExpression[] {
  const found: t.AssignmentExpression[] = []
  t.traverseFast(statement, node => {
    if (t.isFunction(node) || t.isClass(node)) return t.traverseFast.skip
    if (node.type === 'AssignmentExpression') found.push(node)
    return undefined
  })
  return found
}

/** `one`, `exports.one`, `all[…]` */
function nameOf(left: t.Node): string {
  if (left.type === 'Identifier') return left.name
  if (left.type !== 'MemberExpression') return left.type === 'ThisExpression' ? 'this' : '…'
  const { property, computed } = left
  return `${nameOf(left.object)}${computed ? '[…]' : `.${property.type === 'Identifier' ? property.name : '…'}`}`
}

/** What has not been said of them otherwise: the function that makes them may stand in another module. */
export function keepsWhatOthersMade({ pair: { path }, topLevel }: Edited, findings: Findings): void {
  for (const [name, { node, writer }] of topLevel.stale)
    if (!findings.has('IASO3004', path, name))
      findings.add('changed', `${path}#${name}`, 'IASO3004', node, { function: name, name, writer })
}

/** The patch makes it, with the code that it brings, or has compared what it is made by. */
export function isMadeAnew(name: string, { extensions, covered }: Edited['topLevel']): boolean {
  return extensions.has(name) || covered.has(name)
}

/** The functions that references stand in. */
export function functionsOf(references: Iterable<Reference>): Set<Fn> {
  return new Set([...references].flatMap(({ fn }) => fn ?? []))
}

/** Functions, and those of the same module that call them by their names. */
export function withCallers(functions: ReadonlySet<Fn>, module: Module): Set<Fn> {
  const all = new Set(functions)
  const calls = [...module.references.values()].filter(({ node, fn }) => fn !== null && calleesOf(module).has(node))
  for (const each of all) for (const { node, fn } of calls) if (functionNamed(node, module) === each) all.add(fn as Fn)
  return all
}

export interface Made {
  readonly name: string
  readonly maker: Fn
  readonly node: t.Node
  /** A function that reads it. */
  readonly reader: string
}

/**
 * Variables of the top level that one of the functions gave their first value, and that other functions read.
 *
 * @param changed where one reads what another made, it is known
 */
export function madeBy(makers: ReadonlySet<Fn>, module: Module, changed: ReadonlySet<Fn> = new Set()): Made[] {
  if (makers.size === 0) return []
  return plainItemsOf(module).flatMap(({ names: [name], value, node }) => {
    const maker = value === null ? undefined : calledIn(value, makers, module)
    const binding = name === undefined ? undefined : module.scope.bindings.get(name)
    if (name === undefined || maker === undefined || binding === undefined || !isModuleLevel(binding)) return []
    const reader = binding.references.find(
      ({ fn, read, exported }) => exported || (read && fn !== null && !(changed.has(fn) && changed.has(maker))),
    )
    return reader === undefined ? [] : [{ name, maker, node, reader: reader.fn?.key ?? name }]
  })
}

/** The function that an expression of the top level calls itself. */
function calledIn(value: t.Node, makers: ReadonlySet<Fn>, module: Module): Fn | undefined {
  let found: Fn | undefined
  const visit = (node: t.Node): void => {
    if (t.isFunction(node) || t.isClass(node)) return
    if (node.type === 'CallExpression') {
      const fn = functionNamed(node.callee, module)
      if (fn !== undefined && makers.has(fn)) found = fn
    }
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key]
      for (const each of Array.isArray(child) ? child : [child]) if (each) visit(each)
    }
  }
  visit(value)
  return found
}

export function noteMade(made: readonly Made[], module: Module, findings: Findings): void {
  for (const { name, maker, node, reader } of made)
    findings.add('changed', `${module.path}#${name}`, 'IASO3004', node, {
      function: reader,
      name,
      writer: keyOf(module, maker),
    })
}
