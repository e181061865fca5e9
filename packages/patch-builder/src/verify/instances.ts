import type * as t from '@babel/types'
import { type Fn, fnOf, type Module, type Reference } from '@iaso/babel-plugin'
import type { Code } from '@iaso/protocol'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { parentsOf } from '../resolve/parents.js'
import { useOf } from '../screen/places.js'
import { Reach } from '../screen/reach.js'
import { isComposable, makesOtherThings } from '../setup/composables.js'
import { hasVue, type Setups } from '../setup/index.js'
import { isMixed } from '../setup/mixed.js'
import { isArgumentOf, isStoreSetup, type Once, onceOf } from '../setup/once.js'
import { optionChanges } from '../setup/options.js'
import { isSetup } from '../setup/setup.js'
import { isHandedAtOnce } from './callbacks.js'

/** What Vue and Pinia do once for each instance: those that are there have been through it, and keep what came of it. */
export function verifyInstances(program: Program, edited: readonly Edited[], setups: Setups, findings: Findings): void {
  if (program.mapping.screens?.length === 0 || !usesVue(program)) return
  const lives = new Lives(new Reach(program, []))
  for (const { pair, changes } of edited)
    for (const { fn } of changes) {
      if (!pair.released.has(pair.ids.get(fn) as number)) continue
      const code = codeFor(fn, pair, setups, lives)
      if (code !== undefined) findings.add('changed', keyOf(pair.next, fn), code, fn.node, { function: fn.key })
    }
  for (const edit of edited) verifyOptions(edit, program, findings)
}

/** Asked for whenever something renders. */
const LOOKED_UP = /^(?:components|directives)$/

/** Asked for when an instance is made, and not for those that there are. */
const FOR_NEW =
  /^(?:watch|(?:before)?(?:[cC]reate|[mM]ount|[uU]pdate|[uU]nmount)(?:e?d)?|(?:de)?activated|errorCaptured)$/

/**
 * An object of options that changes in place. Vue has made a method or a computed value of it for each instance: the adapter gives instances those that are
 * new, and takes away those that went. What else Vue has read it remembers in its own form.
 */
function verifyOptions(edit: Edited, program: Program, findings: Findings): void {
  const { path } = edit.pair
  for (const change of optionChanges(edit)) {
    const { option, names } = change
    const note = (code: Code, args: Record<string, string>) =>
      findings.add('changed', `${path}#${change.path}`, code, null, args)
    if (LOOKED_UP.test(option)) continue
    if (hasVue(program.mapping)) {
      if (names?.every(name => !isMixed(name, path, program))) continue
      if (FOR_NEW.test(option)) {
        note('IASO3093', { function: change.path })
        continue
      }
    }
    note('IASO2002', { name: change.path })
  }
}

function usesVue({ input }: Program): boolean {
  return Object.values(input.modules).some(({ resolutions }) => 'vue' in resolutions || 'pinia' in resolutions)
}

function codeFor(fn: Fn, pair: Pair, setups: Setups, lives: Lives): Code | undefined {
  const { next, path } = pair
  if (isSetup(fn, next) || isStoreSetup(fn, next) || isComposable(fn)) {
    if (setups.plans.get(path)?.has(fn.key) || setups.composables.get(path)?.has(fn.key)) return undefined
    return (isComposable(fn) ? lives.of(fn, next) : onceOf(fn, next)) && makesOtherThings(fn, pair)
      ? 'IASO3093'
      : undefined
  }
  const life = lives.of(fn, next)
  if (life?.once === 'makes') return 'IASO3093'
  return life?.once === 'runs' && life.isAll ? 'IASO3094' : undefined
}

interface Life {
  readonly once: Once
  /** It is called at no other time. */
  readonly isAll: boolean
}

/** Which functions are called while something is made for an instance: followed from the function to who calls it. */
class Lives {
  private readonly known = new Map<Fn, Life | undefined>()

  constructor(private readonly reach: Reach) {}

  /** Nothing: no instance lives with what it has made, or done. */
  of(fn: Fn, module: Module): Life | undefined {
    if (!this.known.has(fn)) {
      this.known.set(fn, undefined)
      this.known.set(fn, this.find(fn, module))
    }
    return this.known.get(fn)
  }

  private find(fn: Fn, module: Module): Life | undefined {
    const once = onceOf(fn, module)
    if (once !== undefined) return { once, isAll: true }
    const { node, parent } = fn
    if (isCalledInPlace(node, module)) return parent === null ? undefined : this.of(parent, module)
    const lives = this.reach.usesOf(fn, module).map(([user, reference]) => this.lifeOf(user, reference))
    const made = lives.filter(life => life !== undefined)
    if (made.length === 0) return undefined
    const isAll = made.length === lives.length && made.every(life => life.isAll)
    return { once: made.some(life => life.once === 'makes') ? 'makes' : 'runs', isAll }
  }

  /** Where it is mentioned: called by who is called once, or handed to who calls it once. */
  private lifeOf(module: Module, { node, fn: user }: Reference): Life | undefined {
    if (user === null) return undefined
    if (isArgumentOf(node, RUN_ONCE, module)) return { once: 'runs', isAll: this.of(user, module)?.isAll ?? false }
    if (useOf(node, module).kind !== 'called' && !isHandedAtOnce(node, module)) return undefined
    const life = this.of(user, module)
    return life?.once === 'makes' && isForgotten(node, module) ? { ...life, once: 'runs' } : life
  }
}

const RUN_ONCE = /^(?:onBeforeMount|onMounted|onServerPrefetch|watchEffect|watchPostEffect|watchSyncEffect)$/

/** `list.map(each => …)`, `(() => …)()`; what an async `setup` waits for. */
function isCalledInPlace(node: t.Node, module: Module): boolean {
  const parent = parentsOf(module).get(node)
  if (parent?.type === 'CallExpression' && parent.callee === node) return true
  return fnOf(module).has(node) && (isHandedAtOnce(node, module) || isArgumentOf(node, /^_?withAsyncContext$/, module))
}

/** `load()`, `await load()`: nobody takes what it answers. */
function isForgotten(node: t.Node, module: Module): boolean {
  const up = parentsOf(module)
  let at = up.get(node)
  while (at && /^(?:CallExpression|AwaitExpression|UnaryExpression|MemberExpression)$/.test(at.type)) at = up.get(at)
  return at?.type === 'ExpressionStatement'
}
