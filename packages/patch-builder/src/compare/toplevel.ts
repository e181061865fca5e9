import type * as t from '@babel/types'
import { contains, type Factory, type Fn, fnOf, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { isOnlyCalled, renamedDefault } from '../correlate/exported.js'
import type { Findings } from '../findings.js'
import type { Pair } from '../program.js'
import { exportsOf } from '../resolve/exports.js'
import { isTemplate } from '../svelte/templates.js'
import { compareBareImports } from './bare-imports.js'
import { Checks } from './checks.js'
import { changeOf } from './class-changes.js'
import type { ClassChange } from './classes.js'
import { Derivations } from './derived.js'
import { type Extension, Extensions, type Values } from './extensions.js'
import { type Item, itemsOf, pickedKeys } from './items.js'
import { Literals } from './literals.js'
import { repeatedAlike } from './repeated.js'
import { isTouched, type Writings, writtenIn } from './touched.js'
import { type Comparing, compareSlots, compareVariables } from './values.js'
import type { Write } from './writes.js'
import { writtenPaths } from './written.js'

export interface Stale {
  readonly node: t.Node
  /** Key of the function. */
  readonly writer: string
}

export interface TopLevel {
  /** By each of their names. */
  readonly extensions: ReadonlyMap<string, Extension>
  readonly classes: readonly ClassChange[]
  /** What changes in place, in objects that are alive. */
  readonly writes: readonly Write[]
  /** Names whose values are compared with all functions that make them. */
  readonly covered: ReadonlySet<string>
  /** Names whose values are made by functions that changed, and can't be made again. */
  readonly stale: ReadonlyMap<string, Stale>
  /** Paths of modules that are imported for what they do, and that the release doesn't have. */
  readonly brings: readonly string[]
}

/** What a module's names mean beyond the module. */
export interface Beyond {
  /** What an imported name means, where that is something else than in the release. */
  meant(reference: Reference): string | undefined
  /** The same in another module, for any name, and where what it holds changes in place. */
  meantIn(module: Module, reference: Reference): string | undefined
  readonly writings: Omit<Writings, 'own'>
}

export const NO_CHANGE: TopLevel = {
  extensions: new Map(),
  classes: [],
  writes: [],
  brings: [],
  covered: new Set(),
  stale: new Map(),
}

/** Compares what stands outside of functions. */
export function compareTopLevel(pair: Pair, values: Values, beyond: Beyond, findings: Findings): TopLevel {
  // what changes in place, or is made anew, may stand below what has read it
  let draft = NO_CHANGE
  for (let size = -1; draft.writes.length + draft.extensions.size > size; ) {
    size = draft.writes.length + draft.extensions.size
    draft = compareOnce(pair, values, beyond, draft, findings.draft())
  }
  return compareOnce(pair, values, beyond, draft, findings)
}

function compareOnce(pair: Pair, values: Values, beyond: Beyond, draft: TopLevel, findings: Findings): TopLevel {
  const { program } = values.next.meaning
  const before = itemsOf(pair.old, (fn: Fn) => String(fn.id))
  const after = itemsOf(pair.next, (fn: Fn) => String(pair.ids.get(fn)))
  const writings = { ...beyond.writings, own: writtenPaths(draft.writes, pair.next) }
  const meant = (reference: Reference, picked?: readonly string[]) =>
    beyond.meant(reference) ??
    (isOwn(reference) ? replacedBy(reference.node.name as string, draft, before) : undefined) ??
    (isTouched(reference, pair.next, writings, picked) ? writtenIn([reference], pair.next, writings) : undefined)
  const isMoved = (node: t.Node) =>
    readsOf(node, pair.next).some(reference => meant(reference, pickedKeys(node)) !== undefined)
  const derivations = new Derivations(
    pair,
    program,
    values.repeats,
    (reference, module) => (module === pair.next ? meant(reference) : beyond.meantIn(module, reference)),
    madeOf,
  )
  function madeOf(node: t.Node): string {
    return [...readsOf(node, pair.next).map(reference => meant(reference) ?? ''), derivations.text(node)].join()
  }
  const extend = new Extensions(pair, after, values, derivations, madeOf, findings)
  const setOn = (path: string, side: 'old' | 'next') => keysSetOn(path, side === 'old' ? before : after)
  const literals = new Literals(pair, values, isMoved, derivations, madeOf, setOn)
  const classes: ClassChange[] = []
  const writes: Write[] = []
  const covered = new Set<string>()
  const stale = new Map<string, Stale>()
  const comparing: Comparing = { pair, literals, extend, findings, classes, derivations, covered, stale }
  const known = new Map(before.filter(({ names }) => names.length > 0).map(item => [item.names.join(), item]))
  const repeated = repeatedAlike(before, after, isMoved)
  for (const item of after) {
    if (item.names.length === 0 || isSameDefault(item, pair) || repeated.has(item.names.join())) continue
    const twin = known.get(item.names.join())
    const constant = twin === undefined ? undefined : compareConstants(twin, item, pair.path, values)
    if (twin === undefined || constant === 'changed' || isAnother(twin, item, pair) || isOtherKind(twin, item, pair))
      extend.add(item, twin !== undefined)
    else if (constant === 'same') continue
    else if (isHoisted(item) || (isTemplate(twin.value) && isTemplate(item.value))) {
      if (twin.shape !== item.shape || isMoved(item.node)) extend.add(item, true)
    } else if (twin.kind === 'class' && item.kind === 'class')
      classes.push(
        changeOf(
          item.names[0] as string,
          item.names[0] as string,
          twin.node as t.Class,
          item.node as t.Class,
          comparing,
        ),
      )
    else if (isVariable(twin) && isVariable(item)) writes.push(...compareVariables(twin, item, comparing))
    else compareItem(twin, item, pair, findings)
  }
  for (const item of before)
    if (item.names.length > 0 && !after.some(({ names }) => names.join() === item.names.join()))
      noteRemoved(item, pair, findings)
  writes.push(...compareSlots(before, after, comparing), ...classes.flatMap(change => change.writes))
  if (!pair.mapping.eager) refuseLate(writes, pair, findings)
  compareFactories(before, after, pair, findings)
  compareStatements(before, after, isMoved, new Checks(pair, program, values.repeats.old), pair, findings)
  return {
    extensions: extend.byName,
    classes,
    writes,
    covered,
    stale,
    brings: compareBareImports(pair, program, findings),
  }
}

/** What a factory is handed it has got already. */
function compareFactories(before: readonly Item[], after: readonly Item[], pair: Pair, findings: Findings): void {
  const [was, is] = [pair.old.factory, pair.next.factory]
  const handed = (factory: Factory | undefined, items: readonly Item[]) => {
    const names = factory?.params.map(({ name }) => name).join()
    return names && `${names} ${items.find(({ node }) => node === factory?.statement)?.shape}`
  }
  if (handed(was, before) === handed(is, after)) return
  const detail = 'the function that the file hands over gets something else, or there is one on one side only'
  findings.add('changed', `${pair.path}#top level`, 'IASO2001', is?.node ?? null, { path: pair.path, detail })
}

/** A part for a module that isn't loaded yet is put to work before the module's own code sets what the patch would change. */
function refuseLate(writes: readonly Write[], { path }: Pair, findings: Findings): void {
  for (const write of writes) {
    const name = write.kind === 'variable' ? write.name : write.spot.path
    findings.add('changed', `${path}#${name}`, 'IASO2141', null, { name, path })
  }
}

/** A name of the release that the patch makes anew. */
function replacedBy(name: string, { extensions }: TopLevel, before: readonly Item[]): string | undefined {
  return before.some(({ names }) => names.includes(name)) ? extensions.get(name)?.key : undefined
}

/** Names that the code of the top level reads itself. */
function readsOf(node: t.Node, module: Module): Reference[] {
  let reads = topReads.get(module)
  if (reads === undefined) {
    reads = [...module.references.values()].filter(({ fn, exported }) => runsAtStart(fn) && !exported)
    topReads.set(module, reads)
  }
  return reads.filter(reference => contains(node, reference.node))
}

/** Static fields and blocks are code of the top level, too. */
function runsAtStart(fn: Fn | null): boolean {
  if (fn === null) return true
  return fn.parent === null && 'static' in fn.node && fn.node.static === true && fn.kind === 'field'
}

const topReads = new WeakMap<Module, Reference[]>()

function isOwn({ binding }: Reference): boolean {
  return binding !== undefined && isModuleLevel(binding) && binding.imported === undefined
}

function keysSetOn(path: string, items: readonly Item[]): t.Expression[] {
  return items.flatMap(({ slot }) =>
    slot?.key.type === 'StringLiteral' && slot.path === `${path}.${slot.key.value}` ? [slot.key] : [],
  )
}

/** `export default function cmp() {}` → `export default function () {}`: who imports it holds it already. */
function isSameDefault({ kind, names }: Item, pair: Pair): boolean {
  return kind === 'function' && names[0] === 'default' && renamedDefault(pair) !== undefined
}

/** A name that one function had, and that another has now: the first goes on under its new name. */
function isAnother(twin: Item, item: Item, { old, next, ids }: Pair): boolean {
  if (twin.kind !== 'function' || item.kind !== 'function') return false
  const fn = fnOf(next).get(item.node)
  return fn !== undefined && ids.get(fn) !== fnOf(old).get(twin.node)?.id
}

/** `function clone(x) { … }` → `const clone = require('clone')`, or back: nobody holds the first, and who calls it by its name calls the second. */
function isOtherKind(twin: Item, item: Item, pair: Pair): boolean {
  const [name, ...more] = item.names
  const isCallable = (twin.kind === 'function' && isVariable(item)) || (isVariable(twin) && item.kind === 'function')
  if (!isCallable || name === undefined || more.length > 0 || isSameFunction(twin, item, pair)) return false
  const binding = pair.old.scope.bindings.get(name)
  const isExported = [...exportsOf(pair.old).named.values()].some(each => each.kind === 'local' && each.name === name)
  return binding !== undefined && !isExported && !binding.assigned && isOnlyCalled(binding, undefined, pair.old)
}

/** const RATE = 0.2 → const RATE = 0.25: the new value goes with every function that reads it. */
function compareConstants(twin: Item, item: Item, path: string, values: Values): 'same' | 'changed' | undefined {
  if (!isVariable(twin) || !isVariable(item) || item.names.length !== 1) return undefined
  const origin = { path, name: item.names[0] as string, known: true }
  const texts = { before: values.old.text(origin), after: values.next.text(origin) }
  if (texts.before === undefined || texts.after === undefined) return undefined
  return texts.before === texts.after ? 'same' : 'changed'
}

function compareItem(twin: Item, item: Item, pair: Pair, findings: Findings): void {
  const name = item.names.join(', ')
  const key = `${pair.path}#${name}`
  if (twin.kind !== item.kind && !isSameFunction(twin, item, pair))
    findings.add('changed', key, 'IASO2001', item.node, {
      path: pair.path,
      detail: `"${name}" was a ${twin.kind} and is a ${item.kind}`,
    })
  else if (twin.kind === item.kind && twin.shape !== item.shape)
    findings.add('changed', key, 'IASO2002', item.node, { name })
}

/** Of a Vue template: what it makes elements of, and knows again by its identity. Another one has another. */
function isHoisted({ kind, names }: Item): boolean {
  return kind === 'const' && names.length === 1 && /^_hoisted_\d+$/.test(names[0] as string)
}

/** `function f() {}` ↔ `const f = () => {}` */
function isSameFunction(twin: Item, item: Item, { old, next, ids }: Pair): boolean {
  const [was, is] = [fnOf(old).get(twin.value ?? twin.node), fnOf(next).get(item.value ?? item.node)]
  return was !== undefined && is !== undefined && ids.get(is) === was.id
}

function isVariable({ kind }: Item): boolean {
  return kind === 'const' || kind === 'let' || kind === 'var'
}

/** Nobody in the new source uses it; what the release's own code still holds of it stays as it was. */
function noteRemoved(item: Item, pair: Pair, findings: Findings): void {
  findings.edit('removed', `${pair.path}#${item.names.join(', ')}`)
}

function compareStatements(
  before: readonly Item[],
  after: readonly Item[],
  isMoved: (node: t.Node) => boolean,
  checks: Checks,
  pair: Pair,
  findings: Findings,
): void {
  const statements = (items: readonly Item[]) => items.filter(({ kind }) => kind === 'statement')
  const news = statements(after)
  const isKept = ({ shape }: Item) => news.some(each => each.shape === shape)
  const passed = statements(before).filter(item => !isKept(item) && checks.has(item.node))
  const olds = statements(before).filter(item => !passed.includes(item))
  if (passed.length > 0) findings.edit('removed', `${pair.path}#top level`)
  const same = olds.length === news.length && olds.every(({ shape }, at) => shape === news[at]?.shape)
  const changed = same
    ? news.find(({ node }) => isMoved(node))
    : news.find(({ shape }) => !olds.some(old => old.shape === shape))
  if (same && changed === undefined) return
  findings.add('changed', `${pair.path}#top level`, 'IASO3001', changed?.node ?? null, { path: pair.path })
}
