import { digest, type Fn, isModuleLevel } from '@iaso/babel-plugin'
import * as t from '@babel/types'
import type { Findings } from '../findings.js'
import type { Pair } from '../program.js'
import { type ClassChange, compareClass } from './classes.js'
import { type Item, itemsOf } from './items.js'

/** A declaration that the release doesn't have: made once by a patch, kept by the runtime from then on. */
export interface Extension {
  readonly names: readonly string[]
  readonly item: Item
  /** The runtime keeps it under this name: the same over patches while it means the same. */
  readonly key: string
  readonly mutable: boolean
}

export interface TopLevel {
  /** By each of their names. */
  readonly extensions: ReadonlyMap<string, Extension>
  readonly classes: readonly ClassChange[]
}

/** Compares what stands outside of functions. */
export function compareTopLevel(pair: Pair, findings: Findings): TopLevel {
  const before = itemsOf(pair.old, (fn: Fn) => String(fn.id))
  const after = itemsOf(pair.next, (fn: Fn) => String(pair.ids.get(fn)))
  const extensions = new Map<string, Extension>()
  const classes: ClassChange[] = []
  const known = new Map(before.filter(({ names }) => names.length > 0).map((item) => [item.names.join(), item]))
  for (const item of after) {
    if (item.names.length === 0) continue
    const twin = known.get(item.names.join())
    if (twin === undefined || isNewConstant(twin, item)) extend(item, twin, pair, extensions, findings)
    else if (twin.kind === 'class' && item.kind === 'class') classes.push(changeOf(twin, item, pair, findings))
    else compareItem(twin, item, pair, findings)
  }
  for (const item of before) if (item.names.length > 0 && !after.some(({ names }) => names.join() === item.names.join())) noteRemoved(item, pair, findings)
  compareStatements(before, after, pair, findings)
  return { extensions, classes }
}

/** const RATE = 0.2 → const RATE = 0.25: the new value goes with every function that reads it. */
function isNewConstant(twin: Item, item: Item): boolean {
  return twin.kind === 'const' && item.kind === 'const' && twin.shape !== item.shape && isPrimitive(item.value) && isPrimitive(twin.value)
}

/** A value without an identity, made of literals only. */
function isPrimitive(node: t.Node | null): boolean {
  if (node === null) return false
  if (t.isLiteral(node) && node.type !== 'RegExpLiteral') return node.type !== 'TemplateLiteral' || node.expressions.every(isPrimitive)
  if (node.type === 'UnaryExpression') return ['-', '+', '!', '~', 'void'].includes(node.operator) && isPrimitive(node.argument)
  if (node.type === 'BinaryExpression') return node.operator !== 'in' && node.operator !== 'instanceof' && isPrimitive(node.left) && isPrimitive(node.right)
  return false
}

function extend(item: Item, twin: Item | undefined, pair: Pair, extensions: Map<string, Extension>, findings: Findings): void {
  const key = `${pair.path}#${item.names.join()}`
  findings.edit(twin === undefined ? 'added' : 'changed', key)
  const mutable = item.names.some((name) => isMutable(name, pair))
  const detail = unextendable(item, mutable)
  if (detail !== undefined) findings.add('added', key, 'IASO2001', item.node, { path: pair.path, detail })
  // Functions keep their identity; what has a value is the same only while its initial value is.
  const suffix = item.value === null || isFunction(item.value) ? '' : `:${digest(item.shape, 6)}`
  const extension: Extension = { names: item.names, item, mutable, key: `${pair.mapping.id}.${item.names.join()}${suffix}` }
  for (const name of item.names) extensions.set(name, extension)
}

function isMutable(name: string, pair: Pair): boolean {
  const binding = pair.next.scope.bindings.get(name)
  return binding !== undefined && isModuleLevel(binding) && binding.assigned
}

function unextendable(item: Item, mutable: boolean): string | undefined {
  if (item.names[0] === 'default') return 'a new default export'
  if (mutable && item.names.length > 1) return 'new variables that are unpacked and assigned again'
  if (mutable && (item.kind === 'function' || item.kind === 'class')) return `"${item.names[0]}" is new and assigned again`
  if (item.value !== null && containsAwait(item.value)) return 'a new top-level await'
  return undefined
}

function containsAwait(node: t.Node): boolean {
  if (node.type === 'AwaitExpression') return true
  if (t.isFunction(node)) return false
  return (t.VISITOR_KEYS[node.type] ?? []).some((key) => {
    const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
    return Array.isArray(child) ? child.some((each) => each !== null && containsAwait(each)) : child ? containsAwait(child) : false
  })
}

export function isFunction(node: t.Node): boolean {
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'ClassExpression'
}

function changeOf(twin: Item, item: Item, pair: Pair, findings: Findings): ClassChange {
  const name = item.names[0] as string
  const change = compareClass(name, twin.node as t.Class, item.node as t.Class, pair)
  const key = `${pair.path}#${name}`
  for (const detail of change.faults) findings.add('changed', key, 'IASO2003', item.node, { name, detail })
  const methods = [...change.added, ...change.removed]
  if (methods.length > 0 && !pair.mapping.eager)
    findings.add('changed', key, 'IASO2003', item.node, { name, detail: 'members were added or removed in a module that loads late' })
  else if (methods.length > 0 && pair.next.scope.bindings.get(name)?.assigned)
    findings.add('changed', key, 'IASO2003', item.node, { name, detail: 'members were added or removed, and the name is assigned again' })
  return change
}

function compareItem(twin: Item, item: Item, pair: Pair, findings: Findings): void {
  const name = item.names.join(', ')
  const key = `${pair.path}#${name}`
  if (twin.kind !== item.kind && !(isVariable(twin) && isVariable(item)))
    findings.add('changed', key, 'IASO2001', item.node, { path: pair.path, detail: `"${name}" was a ${twin.kind} and is a ${item.kind}` })
  else if (valueShape(twin) !== valueShape(item)) findings.add('changed', key, 'IASO2002', item.node, { name })
}

/** let → const alone changes nothing in a running module. */
function valueShape(item: Item): string {
  return isVariable(item) ? item.shape.slice(item.shape.indexOf(' ')) : item.shape
}

function isVariable({ kind }: Item): boolean {
  return kind === 'const' || kind === 'let' || kind === 'var'
}

/** Nobody in the new source uses it; what the release's own code still holds of it stays as it was. */
function noteRemoved(item: Item, pair: Pair, findings: Findings): void {
  findings.edit('removed', `${pair.path}#${item.names.join(', ')}`)
}

function compareStatements(before: readonly Item[], after: readonly Item[], pair: Pair, findings: Findings): void {
  const statements = (items: readonly Item[]) => items.filter(({ kind }) => kind === 'statement')
  const [olds, news] = [statements(before), statements(after)]
  const same = olds.length === news.length && olds.every(({ shape }, at) => shape === news[at]?.shape)
  if (same) return
  const changed = news.find(({ shape }) => !olds.some((old) => old.shape === shape))
  findings.add('changed', `${pair.path}#top level`, 'IASO3001', changed?.node ?? null, { path: pair.path })
}
