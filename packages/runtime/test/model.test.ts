import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { WirePart, WirePatch } from '../src/index.js'
import { load, openRealm, type Realm } from './support/realm.js'

const MODULES = ['a', 'b', 'c'] as const
const CELLS = [0, 1] as const

/** What ought to be: which patch is live, which modules are loaded, what is installed. */
interface Model {
  live: Plan | undefined
  readonly loaded: Set<string>
}

interface Real {
  readonly realm: Realm
  readonly installed: Set<string>
}

/** A patch as the generator draws it: cells by module, and where something throws. */
interface Plan {
  readonly id: string
  readonly cells: Readonly<Record<string, readonly number[]>>
  readonly fault: 'none' | 'link' | 'install'
}

const plans: fc.Arbitrary<Plan> = fc.record({
  id: fc.uuid(),
  cells: fc.dictionary(fc.constantFrom(...MODULES), fc.uniqueArray(fc.constantFrom(...CELLS))),
  fault: fc.constantFrom('none', 'none', 'link', 'install'),
})

function toPatch(plan: Plan, { installed }: Real): WirePatch {
  const install = { apply: () => installed.add(plan.id), undo: () => installed.delete(plan.id) }
  const breaks = {
    apply: () => {
      throw new Error('install')
    },
    undo: () => {},
  }
  const parts = Object.entries(plan.cells).map(([module, cells]): WirePart => {
    const implementations = Object.fromEntries(cells.map(n => [`$${module}${n}`, () => plan.id]))
    return [module, `print-${module}`, () => implementations, []]
  })
  const own: WirePart = [
    'main',
    'print-main',
    () => {
      if (plan.fault === 'link') throw new Error('link')
      return { '': plan.fault === 'install' ? [install, breaks] : [install] }
    },
    [],
  ]
  return { v: 1, app: 'shop', release: 'r1', id: plan.id, seq: 1, added: [], parts: [...parts, own] }
}

function verify(model: Model, { realm, installed }: Real): void {
  for (const module of MODULES)
    for (const cell of CELLS) {
      const expected = model.loaded.has(module) && model.live?.cells[module]?.includes(cell) ? model.live.id : undefined
      const found = realm.cell(`$${module}${cell}`) as (() => string) | undefined
      expect(found?.()).toBe(expected)
    }
  expect([...installed]).toEqual(model.live ? [model.live.id] : [])
  const waiting = Object.keys(model.live?.cells ?? {}).filter(module => !model.loaded.has(module))
  expect(realm.runtime.state().pending.toSorted()).toEqual(waiting.toSorted())
}

class Apply implements fc.Command<Model, Real> {
  readonly plan: Plan
  constructor(plan: Plan) {
    this.plan = plan
  }
  check = () => true
  run(model: Model, real: Real): void {
    const { status } = real.realm.runtime.apply(toPatch(this.plan, real))
    expect(status).toBe(this.plan.fault === 'none' ? 'applied' : 'rejected')
    if (status === 'applied') model.live = this.plan
    verify(model, real)
  }
  toString = () => `apply ${JSON.stringify(this.plan)}`
}

class Revert implements fc.Command<Model, Real> {
  check = () => true
  run(model: Model, real: Real): void {
    expect(real.realm.runtime.revert().status).toBe('reverted')
    model.live = undefined
    verify(model, real)
  }
  toString = () => 'revert'
}

class Load implements fc.Command<Model, Real> {
  readonly module: string
  constructor(module: string) {
    this.module = module
  }
  check = (model: Readonly<Model>) => !model.loaded.has(this.module)
  run(model: Model, real: Real): void {
    load(real.realm, this.module, CELLS.length)
    model.loaded.add(this.module)
    verify(model, real)
  }
  toString = () => `load ${this.module}`
}

it('behaves as its model under any sequence of patches, reverts and late modules', () => {
  const commands = fc.commands([
    plans.map(plan => new Apply(plan)),
    fc.constant(new Revert()),
    fc.constantFrom(...MODULES).map(module => new Load(module)),
  ])
  fc.assert(
    fc.property(commands, sequence => {
      const realm = openRealm()
      load(realm, 'main', 1)
      fc.modelRun(
        () => ({
          model: { live: undefined, loaded: new Set<string>() },
          real: { realm, installed: new Set<string>() },
        }),
        sequence,
      )
    }),
  )
})
