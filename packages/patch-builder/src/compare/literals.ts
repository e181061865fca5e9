import * as t from '@babel/types'
import { digest, type Fn, fnOf, generate, type Module, shapeOf } from '@iaso/babel-plugin'
import { exportedFunction, exportedValue } from '../correlate/exported.js'
import type { Pair } from '../program.js'
import { optionsIn } from '../setup/define-component.js'
import type { Derivations } from './derived.js'
import type { Values } from './extensions.js'
import { isData, isFrozenData, isPlain } from './pure.js'
import { nameOf } from './slots.js'
import type { Element, Expected, Spot, Wanted, Write } from './writes.js'

type Value = t.Expression | t.ObjectMethod

interface Entry {
  /** The same in the release and in the new source. */
  readonly text: string
  readonly key: t.Expression
  readonly value: Value
}

/** Compares what literals make, leaf by leaf: what differs is written into the living objects, which keep their identity. */
export class Literals {
  constructor(
    private readonly pair: Pair,
    private readonly values: Values,
    /** Names in the new expression mean something else than before. */
    private readonly isMoved: (node: t.Node) => boolean,
    private readonly derivations: Derivations,
    /** What a value is made of beyond its own text. */
    private readonly means: (node: t.Node) => string,
    /** Keys that other statements of the top level set on what stands at a path. */
    private readonly setOn: (path: string, side: 'old' | 'next') => readonly t.Expression[],
  ) {}

  /** @returns undefined: what stands there can't be changed in place */
  compare(before: Value, after: Value, spot: Spot): Write[] | undefined {
    if (this.isSame(before, after)) return []
    const writes = this.compareWithin(before, after, spot)
    if (writes !== undefined || before.type === 'ObjectMethod' || after.type === 'ObjectMethod') return writes
    return this.derivations.compare(before, after, spot)
  }

  private compareWithin(given: Value, wanted: Value, spot: Spot): Write[] | undefined {
    const [defined, now] = [optionsIn(given, this.pair.old), optionsIn(wanted, this.pair.next)]
    const isDefined = defined !== undefined && now !== undefined
    const [before, after] = isDefined ? [defined, now] : [given, wanted]
    if (before.type === 'ObjectExpression' && after.type === 'ObjectExpression')
      return this.compareObjects(before, after, spot)
    const kind = listKind(before)
    if (kind !== undefined && kind === listKind(after)) return this.compareLists(kind, before, after, spot)
    return spot.keys.length === 0 ? undefined : this.replaceLeaf(before, after, spot)
  }

  /** It can be evaluated once more, when the patch is applied. */
  isPlain(node: t.Expression): boolean {
    return isPlain(node, this.pair.next)
  }

  /** A property that the release doesn't have. */
  add(value: Value, spot: Spot, isDescriptor = false): Write {
    return { kind: 'property', spot, before: { kind: 'absent' }, after: this.wanted(value, spot, isDescriptor) }
  }

  remove(value: Value, spot: Spot): Write {
    const before = isAccessor(value) ? undefined : this.expected(value)
    return { kind: 'property', spot, before: before ?? { kind: 'anything' }, after: { kind: 'absent' } }
  }

  isSame(before: Value, after: Value): boolean {
    const [was, is] = [this.functionOf(before, 'old'), this.functionOf(after, 'next')]
    // a function that changed is reached by its guard; `f() {}` and `f: function () {}` make the same for a reader
    if (was !== undefined && is !== undefined && before.type !== 'ObjectMethod' && after.type !== 'ObjectMethod')
      return was === is
    if (this.isRenamed(before, after)) return true
    const { old, next, ids } = this.pair
    return (
      shapeOf(before, old, fn => String(fn.id)) === shapeOf(after, next, fn => String(ids.get(fn))) &&
      this.text('old', before) === this.text('next', after) &&
      !this.isMoved(after) &&
      !this.derivations.isMoved(after)
    )
  }

  /** What a module exports whole, under another name of its own: the same object. */
  private isRenamed(before: Value, after: Value): boolean {
    const [was, is] = [exportedFunction(this.pair.old), exportedFunction(this.pair.next)]
    if (was === undefined || is === undefined || this.pair.ids.get(is) !== was.id) return false
    return exportedValue(this.pair.old) === before && exportedValue(this.pair.next) === after
  }

  /** By its own text alone. */
  isWrittenTheSame(before: t.Expression | null, after: t.Expression): boolean {
    return before !== null && this.shape(before, 'old') === this.shape(after, 'next') && !this.isMoved(after)
  }

  private compareObjects(before: t.ObjectExpression, after: t.ObjectExpression, spot: Spot): Write[] | undefined {
    const [was, is] = [this.entries(before, 'old'), this.entries(after, 'next')]
    if (was === undefined || is === undefined || was.spread !== is.spread) return undefined
    const removed = was.entries.filter(({ text }) => !is.entries.some(each => each.text === text))
    // what a revert puts back comes last, too
    const back: Write[] = removed.length === 0 ? [] : [{ kind: 'order', spot, keys: was.entries.map(({ key }) => key) }]
    const writes: Write[] = []
    for (const entry of is.entries) {
      const twin = was.entries.find(({ text }) => text === entry.text)
      const at = within(spot, entry)
      if (twin === undefined && hasOther(entry, was.entries, is.entries)) return undefined
      const found = twin === undefined ? [this.add(entry.value, at)] : this.compare(twin.value, entry.value, at)
      if (found === undefined) return undefined
      if (found.length > 0 && !is.last.has(entry)) return undefined
      writes.push(...found)
    }
    for (const entry of removed) {
      if (hasOther(entry, was.entries, is.entries)) return undefined
      if (!was.last.has(entry) || !was.entries.every(({ key }) => key.type === 'StringLiteral')) return undefined
      writes.push(this.remove(entry.value, within(spot, entry)))
    }
    const keys = {
      old: [...was.entries.map(({ key }) => key), ...this.setOn(spot.path, 'old')],
      next: [...is.entries.map(({ key }) => key), ...this.setOn(spot.path, 'next')],
    }
    const order = keys.next.map(key => this.keyText(key, 'next'))
    const kept = keys.old.map(key => this.keyText(key, 'old')).filter(text => order.includes(text))
    // what is put on an object comes last
    const put = new Set([...kept, ...order])
    if ([...put].join('\0') !== [...new Set(order)].join('\0')) writes.push({ kind: 'order', spot, keys: keys.next })
    return [...back, ...writes]
  }

  private keyText(key: t.Expression, side: 'old' | 'next'): string {
    return this.text(side, key) ?? this.shape(key, side)
  }

  /** @returns undefined: it depends on more than names and values what such an object is */
  private entries(object: t.ObjectExpression, side: 'old' | 'next') {
    const module = this.pair[side]
    const entries: Entry[] = []
    const spread: string[] = []
    let last = new Set<Entry>()
    for (const property of object.properties) {
      if (property.type === 'SpreadElement') {
        spread.push(`${this.shape(property.argument, side)} ${side === 'next' && this.isMoved(property.argument)}`)
        last = new Set()
        continue
      }
      const key = property.computed ? (property.key as t.Expression) : nameOf(property.key as t.Identifier)
      const name = this.text(side, key) ?? (isPlain(key, module) ? this.shape(key, side) : undefined)
      const text = isAccessor(property) && name !== undefined ? `${(property as t.ObjectMethod).kind} ${name}` : name
      if (text === undefined || text === '"__proto__"' || entries.some(each => each.text === text)) return undefined
      const entry = { text, key, value: property.type === 'ObjectMethod' ? property : (property.value as t.Expression) }
      entries.push(entry)
      last.add(entry)
    }
    return { entries, spread: spread.join(), last }
  }

  private compareLists(kind: 'array' | 'set' | 'map', before: Value, after: Value, spot: Spot): Write[] | undefined {
    const [was, is] = [elementsOf(kind, before), elementsOf(kind, after)]
    if (was === undefined || is === undefined) return undefined
    const free = new Set(was.keys())
    const take = (at: number | undefined): number | undefined => (at !== undefined && free.delete(at) ? at : undefined)
    const same = is.map(node => take([...free].find(at => this.isSame(was[at] as t.Expression, node))))
    const writes: Write[] = []
    const elements = is.map((node, index): Element => {
      const at = same[index] ?? (kind === 'array' ? take(this.within(was, free, node, spot, writes)) : undefined)
      return at === undefined ? { node } : { was: at }
    })
    // what changes within is changed by then
    const within = new Set(
      elements.flatMap((each, index) => ('was' in each && same[index] === undefined ? each.was : [])),
    )
    const expected = was.map((each, at) =>
      within.has(at) ? { kind: 'anything' as const } : (this.expected(each) ?? { kind: 'anything' as const }),
    )
    // nobody can say whether an element with a state of its own is the one that is there
    if ([...free].some(at => expected[at]?.kind === 'anything' && !isTransparent(was[at] as t.Node, this.pair.old)))
      return undefined
    const isKept = elements.length === was.length && elements.every((each, at) => 'was' in each && each.was === at)
    const key = `${this.pair.mapping.id}.${spot.path}:${this.madeOf(after)}`
    return isKept ? writes : [...writes, { kind, spot, before: expected, after: elements, key }]
  }

  /** An element that changed within: it keeps its identity. */
  private within(
    was: readonly t.Expression[],
    free: ReadonlySet<number>,
    node: t.Expression,
    spot: Spot,
    writes: Write[],
  ): number | undefined {
    const at = [...free].find(each => was[each]?.type === node.type && isContainer(node))
    if (at === undefined) return undefined
    const path = `${spot.path}[${at}]`
    const found = this.compare(was[at] as t.Expression, node, {
      path,
      root: spot.root,
      keys: [...spot.keys, t.numericLiteral(at)],
      named: true,
    })
    // a whole new element can simply take its place
    if (found === undefined || found.some(write => write.kind === 'property' && write.spot.path === path))
      return undefined
    writes.push(...found)
    return at
  }

  private replaceLeaf(before: Value, after: Value, spot: Spot): Write[] | undefined {
    const expected = this.expected(before)
    if (expected === undefined) return undefined
    // what it has been made of may change by the same patch, before anybody could compare
    if (expected.kind === 'same' && expected.node.type === 'MemberExpression' && after.type !== 'ObjectMethod') {
      const writes = this.derivations.replace(expected.node, after, spot)
      if (writes !== undefined) return writes
    }
    return [{ kind: 'property', spot, before: expected, after: this.wanted(after, spot, false) }]
  }

  /** How to tell that nobody has changed what the release's code put there; undefined: it may have a state of its own. */
  expected(node: Value): Expected | undefined {
    if (node.type === 'ObjectMethod' || fnOf(this.pair.old).has(node)) return { kind: 'function' }
    const value = this.values.old.fold(node as t.Expression, this.pair.old)
    if (value !== undefined) return { kind: 'constant', value }
    if (node.type === 'RegExpLiteral') return { kind: 'text', text: `/${node.pattern}/${node.flags}` }
    const numbers = typedNumbers(node, this.pair.old)
    if (numbers !== undefined) return { kind: 'text', text: numbers }
    const data = node.type === 'CallExpression' && isFrozenData(node) ? node.arguments[0] : node
    const json = data !== undefined && isData(data) ? jsonOf(data) : undefined
    if (json !== undefined) return { kind: 'data', json }
    return isReference(node) && isPlain(node, this.pair.old) ? { kind: 'same', node: node as t.Expression } : undefined
  }

  wanted(node: Value, { path }: Spot, isDescriptor: boolean): Wanted {
    const value = node.type === 'ObjectMethod' ? undefined : this.values.next.fold(node, this.pair.next)
    const key = `${this.pair.mapping.id}.${path}:${this.madeOf(node)}`
    if (value !== undefined) return { kind: 'constant', value, key }
    if (isDescriptor) return { kind: 'descriptor', node: node as t.ObjectExpression, key }
    if (node.type !== 'ObjectMethod') return { kind: 'value', node, key }
    return { kind: node.kind === 'method' ? 'method' : 'accessor', node, key }
  }

  /** A function goes by its id, as its code is patched like any other. */
  private madeOf(node: Value): string {
    return String(this.functionOf(node, 'next') ?? digest(`${this.shape(node, 'next')} ${this.means(node)}`, 6))
  }

  private functionOf(node: Value, side: 'old' | 'next'): number | undefined {
    const fn = fnOf(this.pair[side]).get(node)
    return fn === undefined ? undefined : this.idOf(fn, side)
  }

  private idOf(fn: Fn, side: 'old' | 'next'): number {
    return side === 'old' ? fn.id : (this.pair.ids.get(fn) as number)
  }

  private shape(node: t.Node, side: 'old' | 'next'): string {
    return shapeOf(node, this.pair[side] as Module, fn => String(this.idOf(fn, side)))
  }

  private text(side: 'old' | 'next', node: Value): string | undefined {
    const value = node.type === 'ObjectMethod' ? undefined : this.values[side].fold(node, this.pair[side])
    return value === undefined ? undefined : generate(value, { comments: false, concise: true }).code
  }
}

function within({ path, root, keys }: Spot, { text, key }: Entry): Spot {
  return { path: `${path}.${text.replace(/^([gs]et )?"|"$/g, '')}`, root, keys: [...keys, key], named: true }
}

function isAccessor(node: t.Node): boolean {
  return node.type === 'ObjectMethod' && node.kind !== 'method'
}

/** An accessor, and something else under its name: one of them can't be changed without the other. */
function hasOther(entry: Entry, ...sides: readonly (readonly Entry[])[]): boolean {
  const nameOf = ({ text }: Entry) => text.replace(/^[gs]et /, '')
  const all = sides.flat().filter(each => nameOf(each) === nameOf(entry))
  return all.some(({ value }) => isAccessor(value)) && all.length > 1
}

const TYPED = /^(Uint8|Uint8Clamped|Int8|Uint16|Int16|Uint32|Int32|Float32|Float64)Array$/

/** `new Uint8Array([1, 2])`: its text; undefined: something else. */
function typedNumbers(node: t.Node, module: Module): string | undefined {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || !TYPED.test(node.callee.name))
    return undefined
  const [list, ...more] = node.arguments
  if (module.references.get(node.callee)?.binding !== undefined || list?.type !== 'ArrayExpression' || more.length > 0)
    return undefined
  const numbers = list.elements.map(each => (each?.type === 'NumericLiteral' ? each.value : undefined))
  if (!numbers.every(each => each !== undefined)) return undefined
  return String(new globalThis[node.callee.name as 'Uint8Array'](numbers))
}

function isContainer({ type }: t.Node): boolean {
  return type === 'ObjectExpression' || type === 'ArrayExpression'
}

/** A literal all through: it has no state that isn't written there. */
function isTransparent(node: t.Node, module: Module): boolean {
  if (node.type === 'ArrayExpression') return node.elements.every(each => each !== null && isTransparent(each, module))
  if (node.type !== 'ObjectExpression') return isPlain(node, module)
  return node.properties.every(
    property => property.type === 'ObjectProperty' && !property.computed && isTransparent(property.value, module),
  )
}

function listKind(node: Value): 'array' | 'set' | 'map' | undefined {
  if (node.type === 'ArrayExpression') return 'array'
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.arguments.length !== 1)
    return undefined
  return { Set: 'set' as const, Map: 'map' as const }[node.callee.name]
}

/** Elements of a list; keys and values of a map in turn. */
function elementsOf(kind: 'array' | 'set' | 'map', node: Value): t.Expression[] | undefined {
  const list = node.type === 'NewExpression' ? node.arguments[0] : node
  if (list?.type !== 'ArrayExpression') return undefined
  if (kind !== 'map') return wholeElements(list)
  const pairs = wholeElements(list)?.map(pair => (pair.type === 'ArrayExpression' ? wholeElements(pair) : undefined))
  return pairs?.every(pair => pair?.length === 2) ? (pairs.flat() as t.Expression[]) : undefined
}

function wholeElements({ elements }: t.ArrayExpression): t.Expression[] | undefined {
  return elements.every(each => each !== null && each.type !== 'SpreadElement')
    ? (elements as t.Expression[])
    : undefined
}

/** A name, a member or a `require`: it gives the same each time. */
function isReference(node: t.Node): boolean {
  return (
    node.type === 'Identifier' ||
    node.type === 'MemberExpression' ||
    (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require')
  )
}

/** As `JSON.stringify` writes it; undefined: it can't. */
function jsonOf(node: t.Node): string | undefined {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return JSON.stringify(node.value)
    case 'NullLiteral':
      return 'null'
    case 'UnaryExpression':
      return node.argument.type === 'NumericLiteral' ? JSON.stringify(-node.argument.value) : undefined
    case 'ArrayExpression':
      return joined(
        node.elements.map(each => (each === null ? undefined : jsonOf(each))),
        '[]',
      )
    case 'ObjectExpression':
      return joined(
        node.properties.map(property => {
          if (property.type !== 'ObjectProperty' || !('key' in property)) return undefined
          const key = (nameOf(property.key as t.Identifier) as t.StringLiteral).value
          const value = jsonOf(property.value)
          return value === undefined || /^\d/.test(String(key)) ? undefined : `${JSON.stringify(String(key))}:${value}`
        }),
        '{}',
      )
    default:
      return undefined
  }
}

function joined(parts: readonly (string | undefined)[], [open, close]: string): string | undefined {
  return parts.every(part => part !== undefined) ? `${open}${parts.join()}${close}` : undefined
}
