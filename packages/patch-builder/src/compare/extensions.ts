import * as t from '@babel/types'
import { contains, digest, isModuleLevel, shapeOf } from '@iaso/babel-plugin'
import type { Findings } from '../findings.js'
import type { Pair } from '../program.js'
import type { Constants } from './constants.js'
import type { Derivations, Repeats } from './derived.js'
import type { Item } from './items.js'

/** A declaration that the release doesn't have: made once by a patch, kept by the runtime from then on. */
export interface Extension {
  readonly names: readonly string[]
  readonly item: Item
  /** The runtime keeps it under this name: the same over patches while it means the same. */
  readonly key: string
  /** Assigned again, now or one day: it is kept in a box. */
  readonly mutable: boolean
  /** A value without identity, which needn't be kept at all. */
  readonly constant: t.Expression | undefined
}

export interface Values {
  readonly old: Constants
  readonly next: Constants
  readonly repeats: Repeats
}

/** Decides what becomes of the declarations of one module that the release doesn't have. */
export class Extensions {
  readonly byName = new Map<string, Extension>()

  constructor(
    private readonly pair: Pair,
    private readonly items: readonly Item[],
    private readonly values: Values,
    private readonly derivations: Derivations,
    /** What a value is made of beyond its own text. */
    private readonly means: (node: t.Node) => string,
    private readonly findings: Findings,
  ) {}

  /** @param replaces the release has something of that name, which nobody needs any more */
  add(item: Item, replaces: boolean): void {
    const name = item.names.join()
    const edited = `${this.pair.path}#${name}`
    const kind = replaces ? 'changed' : 'added'
    this.findings.edit(kind, edited)
    const constant = item.names.length === 1 ? this.values.next.value(this.origin(name)) : undefined
    const detail = constant === undefined ? this.unextendable(item) : undefined
    if (detail !== undefined) this.findings.add(kind, edited, 'IASO2001', item.node, { path: this.pair.path, detail })
    if (constant === undefined && item.kind === 'default') return
    const key = constant === undefined ? this.keyOf(item) : `=${this.values.next.text(this.origin(name))}`
    this.compareWithKept(item, key, edited)
    const extension: Extension = {
      names: item.names,
      item,
      mutable: constant === undefined && (item.kind === 'let' || item.kind === 'var'),
      key,
      constant,
    }
    for (const each of item.names) this.byName.set(each, extension)
  }

  private origin(name: string) {
    return { path: this.pair.path, name, known: true }
  }

  /** Functions go by their id, as their code is patched like any other; all else by what makes it. */
  private keyOf(item: Item): string {
    const { mapping, ids, next } = this.pair
    const made =
      item.kind === 'function' ||
      (item.value !== null && isFunction(item.value) && item.value.type !== 'ClassExpression')
        ? (item.value ?? item.node)
        : undefined
    const fn = made === undefined ? undefined : next.functions.find(({ node }) => node === made)
    const suffix = fn === undefined ? digest(this.madeOf(item, new Set()), 6) : String(ids.get(fn))
    return `${mapping.id}.${item.names.join()}:${suffix}`
  }

  /** The declaration's own text, and that of all that its value is made of. */
  private madeOf(item: Item, seen: Set<Item>): string {
    if (seen.has(item)) return ''
    seen.add(item)
    const shape =
      item.kind === 'class' ? shapeOf(item.node, this.pair.next, fn => String(this.pair.ids.get(fn))) : item.shape
    const parts = [item.kind, shape, item.value === null || isFunction(item.value) ? '' : this.means(item.value)]
    for (const { node, binding, fn, member } of this.pair.next.references.values()) {
      if (fn !== null || binding === undefined || !isModuleLevel(binding) || !contains(item.node, node)) continue
      const { imported } = binding
      if (imported === undefined)
        parts.push(this.values.next.text(this.origin(binding.name)) ?? this.madeOfName(binding.name, seen))
      else {
        const origin = this.values.next.meaning.imported(
          this.pair.path,
          imported.source,
          imported.name === '*' ? (member ?? '*') : imported.name,
        )
        if (origin !== undefined) parts.push(`${origin.path}#${origin.name}=${this.values.next.text(origin) ?? ''}`)
      }
    }
    return parts.join('\n')
  }

  private madeOfName(name: string, seen: Set<Item>): string {
    const item = this.items.find(({ names }) => names.includes(name))
    return item === undefined || !this.isNew(item) ? name : this.madeOf(item, seen)
  }

  private isNew({ names }: Item): boolean {
    return !this.pair.mapping.table.some(({ kind, name }) => kind === 'binding' && names.includes(name))
  }

  /** What an earlier patch made is there still, in clients that had it. */
  private compareWithKept(item: Item, key: string, edited: string): void {
    const name = item.names[0] as string
    const kept = this.pair.mapping.extensions?.[name]
    if (kept === undefined || kept === key || kept.startsWith('=') || key.startsWith('=')) return
    const isClass = item.kind === 'class' || item.value?.type === 'ClassExpression'
    if (isClass)
      this.findings.add('changed', edited, 'IASO2003', item.node, {
        name,
        detail: 'an earlier patch made it with another structure',
      })
    else if (item.kind !== 'function' && !(item.value !== null && this.isReplaceable(item.value)))
      this.findings.add('changed', edited, 'IASO2002', item.node, { name })
  }

  /** Nobody can tell it from the one before, but by what it is now. */
  private isReplaceable(value: t.Expression): boolean {
    return isFunction(value) || this.derivations.isValueNow(value)
  }

  private unextendable(item: Item): string | undefined {
    const [name] = item.names
    const assigned = item.names.some(each => this.pair.next.scope.bindings.get(each)?.assigned)
    if (name === 'default') return 'a new default export'
    if ((item.kind === 'let' || item.kind === 'var') && item.names.length > 1)
      return 'new variables that are unpacked and may be assigned again'
    if (assigned && (item.kind === 'function' || item.kind === 'class')) return `"${name}" is new and assigned again`
    if (item.value !== null && containsAwait(item.value)) return 'a new top-level await'
    if (!this.pair.mapping.eager && this.readsModule(item))
      return `"${name}" is new, made of other names, and the module loads late`
    return undefined
  }

  /** A patch makes its declarations before a late module's body has run. */
  private readsModule(item: Item): boolean {
    if (
      item.kind === 'function' ||
      (item.value !== null && isFunction(item.value) && item.value.type !== 'ClassExpression')
    )
      return false
    return [...this.pair.next.references.values()].some(
      ({ node, fn, binding }) =>
        (fn === null || fn.kind === 'static-block' || fn.kind === 'field') &&
        binding !== undefined &&
        isModuleLevel(binding) &&
        contains(item.node, node),
    )
  }
}

function isFunction(node: t.Node): boolean {
  return (
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'ClassExpression'
  )
}

function containsAwait(node: t.Node): boolean {
  if (node.type === 'AwaitExpression') return true
  if (t.isFunction(node)) return false
  return (t.VISITOR_KEYS[node.type] ?? []).some(key => {
    const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key]
    return Array.isArray(child)
      ? child.some(each => each !== null && containsAwait(each))
      : child
        ? containsAwait(child)
        : false
  })
}
