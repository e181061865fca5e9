import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CASES_TIMEOUT, cases } from '../../../testing/cases.js'
import type { Change, WirePart, WirePatch } from '../src/index.js'
import { addedOf, load, openRealm, type Realm, throwing } from './support/realm.js'

const MODULES = ['a', 'b', 'c'] as const
const CELLS = [0, 1] as const
const FAULTS = ['none', 'none', 'none', 'link', 'apply', 'undo', 'both'] as const

/** A patch as the generator draws it: cells by module, and what throws. */
interface Plan {
  readonly id: string
  readonly cells: Readonly<Record<string, readonly number[]>>
  /** It brings a module. */
  readonly brings: boolean
  /** A link; a change when it is made, undone, or a first one when undone and the next when applied. */
  readonly fault: (typeof FAULTS)[number]
}

/** What ought to be: which patch is live, which modules are there. */
interface Model {
  live: Plan | undefined
  readonly loaded: Set<string>
  brought: boolean
  /** Installs of failed patches, which could not be taken back; those of the live one come after them. */
  readonly stuck: string[]
}

interface Real {
  readonly realm: Realm
  /** Names of installs, in order; one that is put twice, or taken away before it was there, shows. */
  readonly installed: string[]
}

const plans: fc.Arbitrary<Plan> = fc.record({
  id: fc.constantFrom('p', 'q', 'r', 's'),
  cells: fc.dictionary(fc.constantFrom(...MODULES), fc.uniqueArray(fc.constantFrom(...CELLS))),
  brings: fc.boolean(),
  fault: fc.constantFrom(...FAULTS),
})

function toPatch({ id, cells, brings, fault }: Plan, { installed }: Real): WirePatch {
  const change =
    (name: string, broken: boolean | undefined): Change =>
    on => {
      if (on === broken) throwing()
      return on ? installed.push(name) : installed.splice(installed.lastIndexOf(name), 1)
    }
  const changes = () => [
    change(`${id}1`, fault === 'both' || fault === 'undo' ? false : undefined),
    change(`${id}2`, fault === 'both' || fault === 'apply' ? true : undefined),
  ]
  const parts = Object.entries(cells).map(([module, numbers]): WirePart => {
    const implementations = () => Object.fromEntries(numbers.map(n => [`$${module}${n}`, () => id]))
    return [module, `print-${module}`, implementations]
  })
  const own: WirePart = ['main', 'print-main', () => (fault === 'link' ? throwing() : { '': changes() })]
  return { app: 'shop', release: 'r1', id, seq: 1, parts: [...(brings ? [addedOf('new')] : []), ...parts, own] }
}

function verify({ live, loaded, stuck }: Model, { realm, installed }: Real): void {
  for (const module of MODULES)
    for (const cell of CELLS) {
      const expected = loaded.has(module) && live?.cells[module]?.includes(cell) ? live.id : undefined
      expect(realm.call(`$${module}${cell}`)).toBe(expected)
    }
  expect(installed).toEqual(live ? [...stuck, `${live.id}1`, `${live.id}2`] : stuck)
  const { patch, pending } = realm.runtime.state('shop')
  expect(patch?.id).toBe(live?.id)
  const waiting = live && Object.keys(live.cells).filter(module => !loaded.has(module))
  expect(pending && [...pending].toSorted()).toEqual(waiting?.toSorted())
}

const sticks = (plan: Plan | undefined) => plan?.fault === 'undo'

class Apply implements fc.Command<Model, Real> {
  readonly plan: Plan
  constructor(plan: Plan) {
    this.plan = plan
  }
  check = () => true
  run(model: Model, real: Real): void {
    const { status } = real.realm.runtime.apply(toPatch(this.plan, real))
    expect(status).toBe(this.expected(model))
    verify(model, real)
  }
  /** The steps as the documentation has them. */
  private expected(model: Model): string {
    const { id, brings, fault } = this.plan
    if (model.live?.id === id) return 'applied'
    const runs = brings && !model.brought
    const rejected = runs ? 'failed' : 'rejected'
    model.brought ||= brings
    if (fault === 'link' || sticks(model.live)) return rejected
    if (fault === 'apply') return rejected
    if (fault === 'both') {
      model.stuck.push(`${id}1`)
      return 'failed'
    }
    model.live = this.plan
    return 'applied'
  }
  toString = () => `apply ${JSON.stringify(this.plan)}`
}

class Revert implements fc.Command<Model, Real> {
  check = () => true
  run(model: Model, real: Real): void {
    const { live } = model
    expect(real.realm.runtime.revert('shop').status).toBe(sticks(live) ? 'rejected' : 'reverted')
    if (!sticks(live)) model.live = undefined
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

it(
  'behaves as its model under any sequence of patches, reverts and late modules',
  () => {
    const commands = fc.commands(
      [
        plans.map(plan => new Apply(plan)),
        fc.constant(new Revert()),
        fc.constantFrom(...MODULES).map(module => new Load(module)),
      ],
      { maxCommands: 30 },
    )
    fc.assert(
      fc.property(commands, sequence => {
        const realm = openRealm()
        load(realm, 'main', 1)
        fc.modelRun(
          () => ({
            model: { live: undefined, loaded: new Set<string>(), brought: false, stuck: [] },
            real: { realm, installed: [] },
          }),
          sequence,
        )
      }),
      cases(300),
    )
  },
  CASES_TIMEOUT,
)
