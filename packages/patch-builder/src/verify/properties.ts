import { posix } from 'node:path'
import type { Fn, Module } from '@iaso/babel-plugin'
import { constructed } from '../compare/initialised.js'
import { plainItemsOf } from '../compare/items.js'
import { changedOrNew } from '../compare/new-functions.js'
import type { Edited } from '../emit/index.js'
import { type Findings, keyOf } from '../findings.js'
import type { Pair, Program } from '../program.js'
import { hasAlwaysHad } from './known-answers.js'
import { isGoneWithCall, isMadeNow } from './made-now.js'
import { mirrored, withRestored } from './other-ways.js'
import { type Use, type Uses, usesOf } from './property-uses.js'
import { isSameSince, makerOfReceiver, unlessRan } from './unless.js'

/**
 * A property that only changed code writes, and only since it changed, is read by other changed code: objects that were made before don't
 * have it.
 */
export function readsNewProperties(edited: readonly Edited[], program: Program, findings: Findings): void {
  const all = edited.map(withRestored)
  const isKnown = (each: Use) => isOfOthers(each, all) && hasAlwaysHad(each.maker as string, each.name, program)
  const said = new Set(edited.flatMap(({ unset }) => unset.map(({ key }) => key)))
  for (const { property, reader, pair, uses } of unknownProperties(all, changedOrNew, isKnown)) {
    if (said.has(property)) continue
    const args = { property, function: reader.key }
    const unless = unlessWritten(property, uses, program)
    findings.add('changed', keyOf(pair.next, reader), 'IASO3005', reader.node, args, unless)
  }
  for (const { write, writer, pair, uses } of unknownWrites(all, changedOrNew)) {
    if (said.has(write.name)) continue
    for (const { module, fn } of readersBeside(write, writer, pair, all, program)) {
      const args = { property: write.name, function: fn.key }
      const unless = unlessWritten(write.name, uses, program)
      findings.add('changed', keyOf(module, fn), 'IASO3005', fn.node, args, unless)
    }
  }
}

/** The same the other way round: what the release's code asks for, and the patch's gives to nothing that it makes. */
export function missesAfterRevert(edited: readonly Edited[], findings: Findings): void {
  const all = edited.map(mirrored)
  // of what constructors set, all has been said
  for (const { property, writer, reader, pair, uses } of unknownProperties(all, changedIn, each =>
    isOfOthers(each, all),
  ))
    if (!isSetting(property, writer, uses))
      findings.add('changed', keyOf(pair.next, reader), 'IASO3028', null, { property, function: reader.key })
}

interface Unknown {
  readonly property: string
  readonly writer: Fn
  readonly reader: Fn
  readonly pair: Pair
  readonly uses: readonly UsesOf[]
}

interface UnknownWrite extends Omit<Unknown, 'property' | 'reader'> {
  readonly write: Use
}

/** The functions of an edit that are looked at. */
type Looking = (edit: Edited) => readonly Fn[]

/** @param isKnown what is read is there in any case */
function unknownProperties(edited: readonly Edited[], looked: Looking, isKnown: (use: Use) => boolean): Unknown[] {
  return unknownWrites(edited, looked).flatMap(({ write, writer, pair: from, uses }) =>
    uses.flatMap(({ pair, fn, read }) => {
      const isMet = read.some(
        each => meets(write, each, writer, from.path, fn, pair) && !isSet(each, pair.next) && !isKnown(each),
      )
      return fn !== writer && isMet ? [{ property: write.name, writer, reader: fn, pair, uses }] : []
    }),
  )
}

/** What changed code gives objects that nothing gave them before. */
function unknownWrites(edited: readonly Edited[], looked: Looking): UnknownWrite[] {
  const known = knownIn(edited)
  const uses = edited.flatMap(edit => {
    const all = looked(edit)
    const nodes = new Set(all.map(({ node }) => node))
    // what is new has made nothing that lacks anything
    const isNew = (fn: Fn) => !edit.changes.some(each => each.fn === fn)
    return all.map(fn => {
      const own = usesOf(fn.node, edit.pair.next, nodes)
      return { pair: edit.pair, fn, read: own.read, written: isNew(fn) ? [] : own.written }
    })
  })
  for (const edit of edited) for (const name of writtenOutside(edit.pair.next, looked(edit))) known.add(name)
  const given = givenToAll(edited, uses)
  return uses.flatMap(({ pair, fn: writer, written }) =>
    written.flatMap(write => (known.has(write.name) || given.has(write.name) ? [] : [{ write, writer, pair, uses }])),
  )
}

function changedIn({ changes }: Edited): Fn[] {
  return changes.map(({ fn }) => fn)
}

/** Methods of the same class that are as they were, and code of modules that the patch brings. */
function readersBeside(
  write: Use,
  writer: Fn,
  from: Pair,
  edited: readonly Edited[],
  program: Program,
): { readonly module: Module; readonly fn: Fn }[] {
  const edit = edited.find(({ pair }) => pair === from) as Edited
  const looked = new Set(changedOrNew(edit))
  const own = from.next.functions.filter(fn => write.self && !looked.has(fn) && ownerOf(fn) === ownerOf(writer))
  const asks = (fn: Fn, module: Module, isIt: (use: Use) => boolean) =>
    usesOf(fn.node, module).read.some(each => each.name === write.name && isIt(each))
  const isPassedOn = (each: Use) => each.own === true || (write.passed && each.passed)
  const brought = Object.keys(program.input.modules)
    .filter(path => program.isBrought(path))
    .map(path => program.next(path))
  return [
    ...own.filter(fn => asks(fn, from.next, ({ self }) => self === true)).map(fn => ({ module: from.next, fn })),
    ...brought.flatMap(module =>
      module.functions.filter(fn => asks(fn, module, each => !isPassedOn(each))).map(fn => ({ module, fn })),
    ),
  ]
}

/** `Cart` of `Cart.total`, `Cart.prototype.total` and `Cart.constructor`. */
function ownerOf({ key, name }: Fn): string {
  const end = key.replace(/~\d+$/, '').replace('.prototype.', '.').lastIndexOf('.')
  return end < 0 ? name : key.slice(0, end)
}

/** `this.open = false` of a constructor. */
function isSetting(property: string, writer: Fn, uses: readonly UsesOf[]): boolean {
  const found = uses.find(({ fn, pair }) => fn === writer && constructed(fn, pair.next) !== undefined)
  return found?.written.every(({ name, self }) => name !== property || self) ?? false
}

/** What all versions of the modules write. */
function knownIn(edited: readonly Edited[]): Set<string> {
  const known = new Set(edited.flatMap(({ pair: { old } }) => namesOf(usesOf(old.program, old).written)))
  for (const { pair } of edited)
    for (const { module } of pair.patched) {
      const written = new Set(namesOf(usesOf(module.program, module).written))
      for (const name of namesOf(usesOf(pair.old.program, pair.old).written)) if (!written.has(name)) known.delete(name)
    }
  return known
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
