import { type Change, cellOf, type Setup } from './screen.js'
import { type Effect, type Hook, type Instance, instancesBelow, type Vue } from './vue.js'

/** What an instance has of its state, each in a box, by name. */
type Kept = Record<string, [unknown]>

/** What a `setup` that a patch has written asks for: it has a name for each, which is short. */
interface Memory {
  readonly k: Kept
  /** What ran doesn't run again. */
  readonly s: boolean
  /** Vue's second parameter. */
  readonly x: unknown
}

interface Made {
  readonly version: string
  readonly kept: Kept
  /** `setup` has run again for it: how it was before, where that can come back. */
  readonly before?: Before | 'gone'
}

type Before = Pick<Instance, Answer | HookName> & {
  readonly effects: ReadonlySet<Effect>
  readonly cleanups: number
}

type Answer = (typeof ANSWERS)[number]
type HookName = (typeof HOOKS)[number]

const ANSWERS = ['render', 'setupState', 'provides', 'exposed'] as const
const HOOKS = ['bm', 'm', 'bu', 'u', 'bum', 'um', 'a', 'da', 'ec', 'rtg', 'rtc', 'sp'] as const

/** By what `setup` of a patch an instance came to what it has. */
const made = new WeakMap<Instance, Made>()
const vues: Vue[] = []
let memory: Memory | undefined

const global = globalThis as unknown as Record<string, unknown>

/** As `@iaso/patch-builder` writes it into a `setup` of a patch. */
const MEMORY = '$iasoVue'

/**
 * Answers a `setup` of a patch what there is.
 *
 * @returns whether it is the first copy of Vue
 */
export function remember(vue: Vue): boolean {
  if (vues.push(vue) > 1) return false
  const others = global[MEMORY] as typeof answer | undefined
  const answer = (version: string): Memory => {
    const instance = memory
      ? undefined
      : (vues.map(each => each.getCurrentInstance()).find(Boolean) as Instance | undefined)
    if (memory || !instance) return memory ?? others?.(version) ?? { k: {}, s: false, x: null }
    const kept: Kept = {}
    made.set(instance, { version, kept })
    return { k: kept, s: false, x: contextOf(instance) }
  }
  Object.defineProperty(global, MEMORY, { value: answer, configurable: true })
  return true
}

/** Brings an instance to what `setup` makes now. Answers what is to be called when it has rendered. */
export function resume(instance: Instance, { setups, told: tellers }: Change): readonly Hook[] {
  const setup = setupOf(instance, setups)
  const known = made.get(instance)
  if (setup?.version === known?.version) return []
  if (!setup?.version) return backToRelease(instance, known, setupOf(instance, tellers))
  // as the release's functions have it, or remembered since
  if (known?.before && known.before !== 'gone') goBack(instance, known.before)
  const isReleased = known === undefined || (known.before && known.before !== 'gone')
  const kept = { ...known?.kept, ...(isReleased && told(instance, setup)) }
  const again = setup.again === true || !isReleased
  const before = again ? 'gone' : snapshot(instance)
  if (again) leave(instance)
  made.set(instance, { version: setup.version, kept, before })
  return run(instance, { k: kept, s: !again, x: contextOf(instance) })
}

export function setupOf({ type }: Instance, setups: Readonly<Record<string, Setup>>): Setup | undefined {
  return type.setup && setups[cellOf(type.setup)]
}

/** What a patch made it with runs what the release has; only what ran again for it is taken back. */
function backToRelease(instance: Instance, known: Made | undefined, setup: Setup | undefined): readonly Hook[] {
  if (!known?.before) return []
  made.delete(instance)
  if (known.before !== 'gone') {
    goBack(instance, known.before)
    return []
  }
  leave(instance)
  const hooks = run(instance, { k: {}, s: false, x: contextOf(instance) })
  const now = setup ? told(instance, setup) : {}
  for (const [name, [made]] of Object.entries(now)) carryOver(known.kept[name]?.[0], made)
  return hooks
}

interface State {
  readonly __v_isRef?: boolean
  readonly __v_raw?: object
  _rawValue?: unknown
  _value?: unknown
}

/** The release's code asks nobody what there is: what it has made is filled, before anybody has seen it. */
function carryOver(from: unknown, to: unknown): void {
  const [old, now] = [from, to] as [State | null | undefined, State | null | undefined]
  if (typeof old !== 'object' || typeof now !== 'object' || !old || !now) return
  if (old.__v_isRef && now.__v_isRef && '_rawValue' in old && '_rawValue' in now) {
    now._rawValue = old._rawValue
    now._value = old._value
  } else if (old.__v_raw && now.__v_raw && !now.__v_isRef) Object.assign(now.__v_raw, old.__v_raw)
}

/** What the variables of an instance are: of the function that renders, or of the object that `setup` answered. */
export function told(instance: Instance, { tell, names = {} }: Setup): Kept {
  const raw = toRaw(instance.setupState)
  const kept = Object.fromEntries(Object.entries(names).map(([key, name]) => [name, [raw[key]] as [unknown]]))
  const { render } = instance
  // made by a patch, it hands over other things
  if (!tell || !render || cellOf(render) !== tell[0]) return kept
  const [cell, teller] = tell
  const now = global[cell]
  global[cell] = teller
  try {
    return render(instance.proxy, []) as Kept
  } finally {
    global[cell] = now
  }
}

/** Behind `proxyRefs`. */
function toRaw(state: Instance['setupState']): Record<string, unknown> {
  return (state as { readonly __v_raw?: Record<string, unknown> }).__v_raw ?? state
}

function snapshot(instance: Instance): Before {
  const { scope } = instance
  const answers = Object.fromEntries(ANSWERS.map(name => [name, instance[name]]))
  const hooks = Object.fromEntries(HOOKS.map(name => [name, instance[name] && [...instance[name]]]))
  return { ...answers, ...hooks, effects: new Set(scope.effects), cleanups: scope.cleanups.length } as unknown as Before
}

function run(instance: Instance, given: Memory): Hook[] {
  const before = snapshot(instance)
  memory = given
  try {
    const answer = asCurrent(instance, () => instance.type.setup?.(instance.props, given.x))
    if (typeof answer === 'function') instance.render = answer as Instance['render']
    else if (answer) instance.setupState = (vues[0] as Vue).proxyRefs(answer) as Instance['setupState']
  } finally {
    memory = undefined
  }
  forget(instance, before)
  const added = (name: HookName) => (instance[name] ?? []).slice(before[name]?.length ?? 0)
  for (const hook of added('bm')) hook()
  const isKept = instance.vnode.shapeFlag & KEPT_ALIVE && !instance.isDeactivated
  return [...added('m'), ...(isKept ? added('a') : [])]
}

const KEPT_ALIVE = 256

/** What `setup` calls finds the instance: in a hook that Vue calls with it, and that is taken off again. */
export function asCurrent(instance: Instance, call: (vue: Vue) => object | undefined): object | undefined {
  let outcome: { readonly answer?: object | undefined; readonly error?: unknown } | undefined
  for (const vue of vues) {
    vue.onUpdated(() => {
      // another copy doesn't know it
      if (vue.getCurrentInstance() !== instance) return
      try {
        outcome = { answer: call(vue) }
      } catch (error) {
        outcome = { error }
      }
    }, instance)
    const hook = instance.u?.pop()
    if (instance.u?.length === 0) instance.u = null
    hook?.()
    if (outcome) break
  }
  if (outcome && 'error' in outcome) throw outcome.error
  return outcome?.answer
}

/** Ends what ran for the instance, as if it went; what it renders stays. */
function leave(instance: Instance): void {
  const { bum, um, scope, effect } = instance
  for (const hook of [...(bum ?? []), ...(um ?? [])]) hook()
  for (const each of scope.effects.splice(0)) {
    if (each === effect) scope.effects.push(each)
    else each.stop()
  }
  for (const each of scope.scopes?.splice(0) ?? []) each.stop(true)
  for (const cleanup of scope.cleanups.splice(0)) cleanup()
  for (const name of HOOKS) instance[name] = null
}

/** Ends what a patch added, and gives the instance what it had. */
function goBack(instance: Instance, before: Before): void {
  const { scope } = instance
  const now = snapshot(instance)
  for (const name of ['bum', 'um'] as const)
    for (const hook of (instance[name] ?? []).slice(before[name]?.length ?? 0)) hook()
  for (const each of now.effects) if (!before.effects.has(each) && each !== instance.effect) each.stop()
  for (const cleanup of scope.cleanups.splice(before.cleanups)) cleanup()
  for (const name of HOOKS) instance[name] = before[name]
  Object.assign(instance, Object.fromEntries(ANSWERS.map(name => [name, before[name]])))
  forget(instance, now)
}

/** Vue remembers where it found what, and what it handed to whoever holds the component. */
function forget(instance: Instance, { provides, exposed }: Before): void {
  instance.accessCache = Object.create(null) as Instance['accessCache']
  if (instance.exposed !== exposed) instance.exposeProxy = null
  if (instance.provides === provides || !instance.subTree) return
  // components have what is provided from the one above them; `provide` makes an object of the instance's own when it is first called
  for (const below of instancesBelow(instance.subTree)) {
    if (below.provides === provides) below.provides = instance.provides
    else if (Object.getPrototypeOf(below.provides) === provides)
      Object.setPrototypeOf(below.provides, instance.provides)
  }
}

function contextOf(instance: Instance): object {
  const { attrs, slots, emit, setupContext } = instance
  const expose = (exposed?: object) => {
    instance.exposed = exposed ?? {}
  }
  return setupContext ?? { attrs, slots, emit, expose }
}
