import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { hasVue, type Setups } from './index.js'
import { isArgumentOf, isCompiledTemplate } from './once.js'
import { isVueRender, setupAround } from './setup.js'

/** What becomes of the state of components that are on the screen. */
export function verifySetups({ plans }: Setups, program: Program, findings: Findings): void {
  for (const [path, byKey] of plans) {
    const { next } = program.pair(path)
    for (const [key, plan] of byKey) {
      const fn = next.functions.find(each => each.key === key)
      if (fn === undefined) continue
      const note = (code: 'IASO3150' | 'IASO3151' | 'IASO3093', args: Record<string, string>) =>
        findings.add('changed', keyOf(next, fn), code, fn.node, { function: fn.key, ...args })
      if (plan.renewed.length > 0) note('IASO3093', {})
      if (!plan.again) continue
      const lost = [...new Set([...plan.lost, ...plan.repeated])].join(', ')
      if (lost) note('IASO3150', { state: lost })
      else note('IASO3151', {})
    }
  }
}

const OF_CLOSURES: ReadonlySet<Code> = new Set(['IASO3003', 'IASO3008', 'IASO3012', 'IASO3013', 'IASO3014'])
const OF_HANDLERS: ReadonlySet<Code> = new Set([...OF_CLOSURES, 'IASO3110', 'IASO3111'])

/** Found about closures that no instance has any more once `setup` has run again, or once it has rendered again. */
export function isSettled({ plans, composables }: Setups, program: Program, code: Code, key: string): boolean {
  const path = key.slice(0, key.indexOf('#'))
  if (OF_HANDLERS.has(code) && isMadeByRender(path, key, program)) return true
  if (!OF_CLOSURES.has(code) && code !== 'IASO3094') return false
  const name = key.slice(path.length + 1)
  const isWithin = (outer: string) => name === outer || name.startsWith(`${outer}/`)
  // instances for which it made them are made anew
  if ([...(composables.get(path) ?? [])].some(isWithin)) return true
  for (const [setup, { held, again }] of plans.get(path) ?? [])
    if (isWithin(setup)) return code === 'IASO3094' ? again : !held.has(name)
  return false
}

/**
 * A handler, or what fills a slot, in a template: the adapter renders whoever has it again. That makes new ones, and Vue calls no others: an element's listener
 * and a component's `emit` look up the newest.
 */
function isMadeByRender(path: string, key: string, program: Program): boolean {
  if (!hasVue(program.mapping) || program.input.drill || !program.isReleased(path)) return false
  const { next } = program.pair(path)
  const fn = next.functions.find(each => keyOf(next, each) === key)
  const render = fn && renderAround(fn, next)
  return render !== undefined && isHandlerOrSlot((fn as Fn).node, render.node, next)
}

function renderAround(fn: Fn, module: Module): Fn | undefined {
  const setup = setupAround(fn, module)
  for (let at = fn.parent; at !== null; at = at.parent)
    if (isCompiledTemplate(at) || (setup !== undefined && at.parent === setup && isVueRender(at, setup))) return at
  return undefined
}

function isHandlerOrSlot(node: t.Node, render: t.Node, module: Module): boolean {
  const up = parentsOf(module)
  for (let at: t.Node | undefined = node; at !== undefined && at !== render; at = up.get(at)) {
    if (isArgumentOf(at, /^_?withCtx$/, module)) return true
    if (at.type === 'ObjectProperty' && /^on[A-Z]/.test(keyText(at))) return true
  }
  return false
}

/** `onClick`, `"onUpdate:modelValue"` */
function keyText({ key, computed }: t.ObjectProperty): string {
  if (t.isStringLiteral(key)) return key.value
  return t.isIdentifier(key) && !computed ? key.name : ''
}
