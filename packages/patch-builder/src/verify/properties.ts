import { posix } from 'node:path'
import type { Fn, Module } from '@iaso/babel-plugin'
import { plainItemsOf } from '../compare/items.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { hasAlwaysHad } from './known-answers.js'
import { isGoneWithCall, isMadeNow } from './made-now.js'
import { type Use, type Uses, usesOf } from './property-uses.js'
import { isSameSince, makerOfReceiver, unlessRan } from './unless.js'

/**
 * A property that only changed code writes, and only since it changed, is read by other changed code: objects that were made before don't
 * have it.
 */
export function readsNewProperties(edited: readonly Edited[], program: Program, findings: Findings): void {
  const known = new Set(edited.flatMap(({ pair }) => namesOf(usesOf(pair.old.program, pair.old).written)))
  const uses = edited.flatMap(({ pair, changes }) => {
    const nodes = new Set(changes.map(({ fn }) => fn.node))
    return changes.map(({ fn }) => ({ pair, fn, ...usesOf(fn.node, pair.next, nodes) }))
  })
  for (const { pair, changes } of edited)
    for (const name of writtenOutside(
      pair.next,
      changes.map(({ fn }) => fn),
    ))
      known.add(name)
  const given = givenToAll(edited, uses)
  for (const { pair: from, fn: writer, written } of uses)
    for (const write of written) {
      if (known.has(write.name) || given.has(write.name)) continue
      for (const { pair, fn, read } of uses)
        if (
          fn !== writer &&
          read.some(
            each =>
              meets(write, each, writer, from.path, fn, pair) &&
              !isSet(each, pair.next) &&
              !(isOfOthers(each, edited) && hasAlwaysHad(each.maker as string, each.name, program)),
          )
        ) {
          const args = { property: write.name, function: fn.key }
          const unless = unlessWritten(write.name, uses, program)
          findings.add('changed', keyOf(pair.next, fn), 'IASO3005', fn.node, args, unless)
        }
    }
}

/** Objects lack what the old code of the writers didn't give them: without that having run, there is none. */
function unlessWritten(property: string, uses: readonly UsesOf[], program: Program): readonly string[] | undefined {
  const writers = uses.filter(({ written }) => written.some(({ name }) => name === property))
  const keys = writers.map(({ pair, fn, written }) => {
    const before = pair.released.get(pair.ids.get(fn) as number)
    if (before === undefined) return undefined
    const isOfInstance = written.every(({ name, self }) => name !== property || self)
    const made = isOfInstance ? makerOfReceiver(before, pair, program) : undefined
    return isSameSince(before, pair) ? unlessRan(made ?? before, pair, program) : undefined
  })
  return keys.every(each => each !== undefined) ? [...new Set(keys.flat())] : undefined
}

interface UsesOf extends Uses {
  readonly pair: Pair
  readonly fn: Fn
}

/** What constructors begin to set, the patch gives to instances that are alive, unless others may have it from a literal. */
function givenToAll(edited: readonly Edited[], uses: readonly { readonly written: readonly Use[] }[]): Set<string> {
  const names = edited.flatMap(({ initialised }) => initialised.flatMap(({ key, value }) => (value ? key : [])))
  const written = uses.flatMap(each => each.written)
  return new Set(names.filter(name => written.every(each => each.name !== name || each.assigned)))
}

/** Arguments and results of calls among changed code are as new as the code, and so is what a function has made itself. */
function meets(write: Use, read: Use, writer: Fn, path: string, reader: Fn, pair: Pair): boolean {
  if (read.name !== write.name || read.own) return false
  const { captured, object } = read
  if (object !== undefined && isMadeNow(object.node, object.user, { writer, property: write.name }, pair)) return false
  if (captured !== undefined && !isGoneWithCall(captured.by, captured.owner, pair)) return true
  if (write.passed && read.passed && (write.to === undefined || namesOfFunction(reader, '').includes(write.to)))
    return false
  return read.maker === undefined || !namesOfFunction(writer, path).includes(read.maker)
}

/** What a function answers that is the same in the release, or isn't the program's. */
function isOfOthers({ maker, captured }: Use, edited: readonly Edited[]): boolean {
  if (maker === undefined || captured !== undefined) return false
  return !edited.some(({ pair, changes }) => changes.some(({ fn }) => namesOfFunction(fn, pair.path).includes(maker)))
}

/** Its own, the property's that holds it, and the file's that exports nothing else. */
function namesOfFunction({ name, key }: Fn, path: string): string[] {
  const last = (text: string) => text.split(/[./]/).at(-1) ?? ''
  const file = /(^|\.)(exports|default)$/.test(key) ? [posix.parse(path).name] : []
  return [name, last(name), last(key), ...file]
}

/** A property of an object of the top level that the module sets itself: the patch has set it. */
function isSet({ path }: Use, module: Module): boolean {
  return path !== undefined && plainItemsOf(module).some(({ slot }) => slot?.path === path)
}

function namesOf(uses: readonly Use[]): string[] {
  return uses.map(({ name }) => name)
}

function writtenOutside(module: Module, changed: readonly Fn[]): string[] {
  const inside = new Set(changed.flatMap(fn => namesOf(usesOf(fn.node, module).written)))
  return namesOf(usesOf(module.program, module).written).filter(name => !inside.has(name))
}
