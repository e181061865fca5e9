import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import { parentsOf } from '../resolve/parents.js'
import { align } from './align.js'
import { isComponent } from './components.js'
import { rootsOf } from './elements.js'
import { movedElements } from './moved.js'
import type { Reach } from './reach.js'
import type { HookCall, Signatures } from './signature.js'
import { startsOver, toWire, type Versioned, type VersionedHook } from './wire.js'

/** A component that the patch concerns. */
export interface Concerned {
  readonly fn: Fn
  readonly module: Module
  readonly id: number
  /** Of the release; nothing: it doesn't have it. */
  readonly twin: Fn | undefined
  readonly old: Module | undefined
  /** Nothing: the release doesn't have it. */
  readonly before: Versioned | undefined
  readonly after: Versioned
}

/** What becomes of the state and the effects of components that are on the screen. */
export function verifyComponent(component: Concerned, effects: boolean, findings: Findings): void {
  const { fn, module, before, after, twin: release, old } = component
  if (before === undefined || release === undefined || old === undefined) return
  const elements = movedElements(rootsOf(release, old), rootsOf(fn, module)).join(', ')
  if (elements) findings.add('changed', keyOf(module, fn), 'IASO3086', fn.node, { component: fn.key, elements })
  noteRevert({ fn, module }, before, after, findings)
  if (startsOver(toWire(before), toWire(after))) {
    const state = stateOf(before)
    if (state) findings.add('changed', keyOf(module, fn), 'IASO3080', fn.node, { component: fn.key, state })
    return
  }
  const known = new Map(before.hooks.map(hook => [`${hook.kind}${hook.id}`, hook]))
  for (const hook of after.hooks) {
    const twin = known.get(`${hook.kind}${hook.id}`)
    if (twin !== undefined) verifyHook(twin, hook, effects, findings)
  }
}

function noteRevert(
  { fn, module }: Pick<Concerned, 'fn' | 'module'>,
  before: Versioned,
  after: Versioned,
  findings: Findings,
): void {
  const state = stateOf(after)
  if (state && startsOver(toWire(after), toWire(before)))
    findings.add('changed', keyOf(module, fn), 'IASO3085', fn.node, { component: fn.key, state })
}

/** What is gone when a component starts over. */
function stateOf({ hooks }: Versioned): string {
  return [...new Set(hooks.filter(isState).map(({ label }) => label))].join(', ')
}

function verifyHook(twin: VersionedHook, hook: VersionedHook, effects: boolean, findings: Findings): void {
  const { kind, fn, module, node, label } = hook
  const note = (code: 'IASO3081' | 'IASO3082' | 'IASO3083' | 'IASO3084', name: string) =>
    findings.add('changed', keyOf(module, fn), code, node, { function: fn.key, name })
  if ('srf'.includes(kind) && twin.does !== hook.does) note('IASO3083', label.split('.').at(-1) as string)
  if (!'elih'.includes(kind) || (twin.does === hook.does && twin.dependencies === hook.dependencies)) return
  const name = dependenciesOf(hook)
  if (effects) note('IASO3084', name)
  else note(twin.dependencies === hook.dependencies ? 'IASO3081' : 'IASO3082', name)
}

/** Effects have no names: which one it is, its dependencies say. */
function dependenciesOf({ node, kind }: HookCall): string {
  const list = node.arguments[kind === 'h' ? 2 : 1]
  if (list?.type !== 'ArrayExpression') return 'effect'
  return `effect [${list.elements.map(each => (each && t.isIdentifier(each) ? each.name : '…')).join(', ')}]`
}

/** A ref that only holds an element is filled again. */
function isState({ kind, node, module }: HookCall): boolean {
  if (kind !== 'f') return 'sroax'.includes(kind)
  const holder = parentsOf(module).get(node)
  const binding =
    holder?.type === 'VariableDeclarator' && t.isIdentifier(holder.id)
      ? module.references.get(holder.id)?.binding
      : undefined
  return !binding?.references.some(reference => {
    const property = parentsOf(module).get(reference.node)
    return property?.type === 'ObjectProperty' && t.isIdentifier(property.key, { name: 'ref' })
  })
}

/** A custom hook that is handed around, or called in a way that signatures don't follow, has users that can't be found: their hooks can't be fitted to the new ones. */
export function verifyHeldHooks(
  edited: readonly Edited[],
  reach: Reach,
  old: Signatures,
  next: Signatures,
  findings: Findings,
): void {
  for (const { pair, changes } of edited)
    for (const { fn } of changes) {
      const twin = pair.released.get(pair.ids.get(fn) as number)
      if (twin === undefined || isComponent(fn, pair.next)) continue
      const [was, is] = [old.of(twin, pair.old).hooks, next.of(fn, pair.next).hooks]
      const pairs = align(was, is)
      const isSame = was.length === is.length && pairs.every((at, to) => at === to)
      const calls = reach.callsOf(fn, pair.next)
      if (!isSame && !calls?.every(([callee, user]) => next.calleeOf(callee, user) === fn))
        findings.add('changed', keyOf(pair.next, fn), 'IASO2210', fn.node, { function: fn.key })
    }
}
