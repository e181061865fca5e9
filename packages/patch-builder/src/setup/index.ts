import type * as t from '@babel/types'
import { type Fn, shapeOf } from '@iaso/babel-plugin'
import type { Mapping, WireSetup } from '@iaso/protocol'
import { cellName } from '@iaso/protocol'
import type { NewModule, PatchInput } from '../api.js'
import { type Pair, Program } from '../program.js'
import { Composables } from './composables.js'
import { tellerOf } from './handed.js'
import { type Plan, planOf } from './plan.js'
import { isSetup } from './setup.js'
import { insertions, versionOf, written } from './write.js'

/** The new source, ready to be put behind instances that are on the screen. */
export interface Prepared {
  readonly input: PatchInput
  readonly setups: Setups
}

/** What becomes of `setup` where it was called: plans by module, then by key of the function. */
export class Setups {
  constructor(
    readonly plans: ReadonlyMap<string, ReadonlyMap<string, Plan>>,
    /** Keys of composables for whose callers there are plans, by module. */
    readonly composables: ReadonlyMap<string, ReadonlySet<string>>,
    readonly wire: ReadonlyMap<string, WireSetup<t.Expression>>,
  ) {}

  keys(): Map<string, ReadonlySet<string>> {
    return new Map([...this.plans].map(([path, plans]) => [path, new Set(plans.keys())]))
  }
}

const NONE = new Setups(new Map(), new Map(), new Map())

/** Where Vue's adapter is in the page, a `setup` that makes something else takes what an instance has. */
export function withSetups(input: PatchInput): Prepared {
  if (input.drill || !hasVue(input.mapping)) return { input, setups: NONE }
  const program = new Program(input)
  const composables = new Composables(program)
  const plans = new Map<string, Map<string, Plan>>()
  const wire = new Map<string, WireSetup<t.Expression>>()
  const modules: Record<string, NewModule> = { ...input.modules }
  const paths = new Set([...program.changedPaths(), ...composables.setups.values()])
  const covered = new Set<Fn>()
  for (const path of [...paths].sort()) {
    const pair = program.pair(path)
    const found = pair.next.functions.flatMap(fn => {
      const plan = isSetup(fn, pair.next) ? planOf(fn, pair, node => composables.isTainted(node)) : undefined
      return plan === undefined ? [] : [[fn, plan] as const]
    })
    if (found.length === 0) continue
    plans.set(path, new Map(found.map(([fn, plan]) => [fn.key, plan])))
    const edits = found.flatMap(([fn, plan]) => {
      covered.add(fn)
      const version = versionOf(plan, shapesOf(plan, pair))
      for (const [cell, setup] of wireOf(plan, pair, version)) wire.set(cell, setup)
      return insertions(plan, version, pair.source.code)
    })
    modules[path] = { ...pair.source, code: written(pair.source.code, edits) }
  }
  if (plans.size === 0) return { input, setups: NONE }
  const held = new Map(
    [...paths].map(path => {
      const { next } = program.pair(path)
      return [path, new Set(next.functions.filter(fn => composables.isCovered(fn, next, covered)).map(fn => fn.key))]
    }),
  )
  return { input: { ...input, modules }, setups: new Setups(plans, held, wire) }
}

/** The release brought the adapter along. */
export function hasVue({ unguarded }: Pick<Mapping, 'unguarded'>): boolean {
  return Object.keys(unguarded).some(path => path.startsWith('@iaso/vue/'))
}

function shapesOf({ setup }: Plan, { ids }: Pair): string[] {
  return setup.statements.map((each: t.Statement) => shapeOf(each, setup.module, fn => String(ids.get(fn))))
}

/** All cells that the function itself may be known by. */
function wireOf(plan: Plan, pair: Pair, version: string): [string, WireSetup<t.Expression>][] {
  const { old, setup, again } = plan
  const told = { version, again, ...tellerOf(old, pair) }
  return (pair.cells.get(pair.ids.get(setup.fn) as number) ?? []).map(({ cell }) => [
    cellName(pair.mapping.id, cell),
    told,
  ])
}
