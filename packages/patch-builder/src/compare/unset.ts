import * as t from '@babel/types'
import type { Fn } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'
import { wordOf } from '../texts.js'
import { usesOf } from '../verify/property-uses.js'
import { calledOnThis, constructed, type Initialised, isTrueOfAll } from './initialised.js'
import { Kept, type Side } from './kept-arguments.js'
import { renamedSettings } from './renamed-settings.js'
import { changesOf, settingsOf } from './settings.js'

/** A property of instances that the release's constructor sets, and that of the patch, or of an earlier one, doesn't. */
export interface Unset extends Pick<Initialised, 'name' | 'key'> {
  readonly fn: Fn
  /** What the new constructor sets, said of instances that an earlier patch made; `unknown`: they can't be given it. */
  readonly now: t.Expression | 'unknown' | undefined
  /** What the release's constructor sets, said of instances that patches made; `unknown`: a revert leaves them without it. */
  readonly released: t.Expression | 'unknown' | undefined
}

/**
 * Instances that are made under a patch whose constructor doesn't set a property meet code that asks for it, after a revert or under a later patch. They are given it,
 * where what the constructor sets can be said of them, when it is first read or set.
 */
export function unsetBy(pair: Pair, program: Program): Unset[] {
  const { next, old, ids, released, patched } = pair
  return next.functions.flatMap(fn => {
    const twin = released.get(ids.get(fn) as number)
    const name = twin && constructed(fn, next)
    if (twin === undefined || name === undefined) return []
    const now: Side = { fn, module: next }
    const release: Side = { fn: twin, module: old }
    const between = patched.flatMap(born => {
      const made = born.functionOf(twin.id)
      return made === undefined ? [] : [{ fn: made, module: born.module }]
    })
    const isMissed = (key: string, sides: readonly Side[]) => sides.some(side => !sets(side, key))
    const carried = new Set([...renamedSettings(fn, pair).names].flatMap(([key, from]) => [key, ...from]))
    return [...setIn(release)].flatMap((key): Unset[] => {
      if (carried.has(key)) return []
      const isLost = isMissed(key, [...between, now]) && isReadInRelease(key, pair, program)
      const isMissing = sets(now, key) && isMissed(key, between)
      if (!isLost && !isMissing) return []
      const say = (asking: Side, made: Side) => saidOf(key, asking, made, pair) ?? 'unknown'
      return [
        {
          name,
          key,
          fn,
          now: isMissing ? say(now, release) : undefined,
          // the class's own is what is found under that name
          released: isLost ? (isMember(key, fn) ? 'unknown' : say(release, now)) : undefined,
        },
      ]
    })
  })
}

/** `get size() {}` */
function isMember(key: string, { class: klass }: Fn): boolean {
  const members = klass?.node.body.body ?? []
  return members.some(each => t.isClassMethod(each) && !each.static && t.isIdentifier(each.key, { name: key }))
}

/** What a constructor sets, as far as it is true of instances that another has made. */
function saidOf(key: string, asking: Side, made: Side, pair: Pair): t.Expression | undefined {
  const value = pair.mapping.eager ? settingsOf(asking.fn).find(each => each.key === key)?.value : undefined
  if (value === undefined) return undefined
  if (isTrueOfAll(key, value, asking)) return value
  return changesOf(key, asking.module).size === 0 ? new Kept(asking, made, pair).say(value) : undefined
}

/** Names of properties that the constructor gives its instance. */
function setIn({ fn, module }: Side): Set<string> {
  const others = new Set(module.functions.flatMap(({ node }) => (node === fn.node ? [] : node)))
  const own = usesOf(fn.node, module, others).written.filter(({ self }) => self)
  return new Set(own.map(({ name }) => name))
}

/** The constructor gives it to its instance, or a field does, or a method that it calls. */
function sets({ fn, module }: Side, key: string, seen: ReadonlySet<Fn> = new Set()): boolean {
  if (usesOf(fn.node, module).written.some(({ name, assigned }) => assigned && name === key)) return true
  const fields = fn.class?.node.body.body ?? []
  if (fields.some(each => t.isClassProperty(each) && t.isIdentifier(each.key, { name: key }))) return true
  const called = calledOnThis(fn, module).filter(each => !seen.has(each) && each !== fn)
  return called.some(each => sets({ fn: each, module }, key, new Set([...seen, fn])))
}

/** Text will do of other modules: in doubt they ask for it. */
function isReadInRelease(key: string, { old, path }: Pair, { mapping }: Program): boolean {
  if (usesOf(old.program, old).read.some(({ name }) => name === key)) return true
  const pattern = wordOf(key)
  return Object.entries(mapping.modules).some(([other, { code }]) => other !== path && pattern.test(code))
}
