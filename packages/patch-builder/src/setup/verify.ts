import type { Code } from '@iaso/protocol'
import { type Findings, keyOf } from '../findings.js'
import type { Program } from '../program.js'
import type { Setups } from './index.js'

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

/** Found about closures that no instance has any more once `setup` has run again. */
export function isSettled({ plans, composables }: Setups, code: Code, key: string): boolean {
  if (!OF_CLOSURES.has(code) && code !== 'IASO3094') return false
  const path = key.slice(0, key.indexOf('#'))
  const name = key.slice(path.length + 1)
  const isWithin = (outer: string) => name === outer || name.startsWith(`${outer}/`)
  // instances for which it made them are made anew
  if ([...(composables.get(path) ?? [])].some(isWithin)) return true
  for (const [setup, { held, again }] of plans.get(path) ?? [])
    if (isWithin(setup)) return code === 'IASO3094' ? again : !held.has(name)
  return false
}
