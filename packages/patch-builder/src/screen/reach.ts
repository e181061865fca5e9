import * as t from '@babel/types'
import { type Binding, type Fn, fnOf, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import type { Edited } from '../emit/index.js'
import type { Program } from '../program.js'
import { exportsOf, NAMELESS } from '../resolve/exports.js'
import { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { isRenderer } from '../setup/once.js'
import { isSetup, isVueRender, setupAround } from '../setup/setup.js'
import { isPutInContext, takenFromContext } from '../svelte/context.js'
import { getterUse, readersOfProp } from '../svelte/props.js'
import { hookSequence, isRendered, makesElements } from '../verify/hooks.js'
import { functionsOf } from '../verify/made-at-start.js'
import { declared } from '../verify/names.js'
import { itemNames, KEEPS, lastName, type Use, useOf } from './places.js'

/** A function that does something else, itself. */
export interface Change {
  readonly fn: Fn
  readonly edit: Edited
}

/**
 * Which functions do something else, themselves or by what they may call, once a patch is in: followed from what changed to who mentions it. Where that can't be
 * followed, everything may.
 */
export class Reach {
  /** Function → what of the patch it may come to. */
  private readonly reached = new Map<Fn, Set<number>>()
  private readonly modules = new Map<Fn, Module>()
  private readonly names = new Map<string, Set<number>>()
  private readonly meaning: Meaning
  /** What it began with, by number. */
  readonly changes: readonly Change[]
  /** Those that somebody may call who doesn't mention them. */
  private readonly open = new Set<number>()

  /** @param isLeft uses of a function that aren't followed */
  constructor(
    private readonly program: Program,
    edited: readonly Edited[],
    private readonly isLeft: (use: t.Node, module: Module) => boolean = () => false,
  ) {
    this.meaning = new Meaning(program, 'new')
    this.changes = edited.flatMap(edit => [...changedIn(edit)].map(fn => ({ fn, edit })))
    for (const [change, { fn, edit }] of this.changes.entries()) this.follow(edit.pair.next, fn, change)
  }

  get isOpen(): boolean {
    return this.open.size > 0
  }

  /** Nobody can say what a change comes to. */
  isUnbounded(change: number): boolean {
    return this.open.has(change)
  }

  /** The functions that a change comes to. */
  functionsOf(change: number): [Fn, Module][] {
    return [...this.modules].filter(([fn]) => this.reached.get(fn)?.has(change))
  }

  functions(): Iterable<[Fn, Module]> {
    return this.modules
  }

  /** The calls of a function, if they are all that is done with it; nothing: somebody may hold it. */
  callsOf(fn: Fn, module: Module): (readonly [callee: t.Node, module: Module])[] | undefined {
    const names = fn.parent === null && fn.class === null ? itemNames(fn.node, module) : []
    if (names.length !== 1 || useOf(fn.node, module).kind !== 'named') return undefined
    const uses = this.usesOf(fn, module)
    return uses.every(([user, { node }]) => useOf(node, user).kind === 'called')
      ? uses.map(([user, { node }]) => [node, user] as const)
      : undefined
  }

  /** Where a function is mentioned by its name, in its own module and in others. */
  usesOf(fn: Fn, module: Module): (readonly [user: Module, reference: Reference])[] {
    const named = fn.parent === null ? undefined : nameOf(fn, module)
    if (fn.parent !== null)
      return (named?.references ?? []).filter(({ node }) => node !== named?.node).map(each => [module, each] as const)
    if (fn.class !== null || useOf(fn.node, module).kind !== 'named') return []
    const [name = ''] = itemNames(fn.node, module)
    const own = module.scope.bindings.get(name)?.references ?? []
    // `export default useA`
    const isDefault = ({ node }: Reference) => parentsOf(module).get(node)?.type === 'ExportDefaultDeclaration'
    const exported = name === 'default' || own.some(isDefault) ? [NAMELESS, name] : [name]
    const references = [
      ...own.filter(reference => !isDefault(reference)).map(reference => [module, reference] as const),
      ...exported.flatMap(each => [...this.importsOf(module.path, `${module.path}#${each}`)]),
    ]
    return references.filter(([, { node, exported, binding }]) => !exported && node !== binding?.node)
  }

  /** What of the patch a piece of code may come to, as text. */
  text(node: t.Node, module: Module): string {
    const all = new Set<number>()
    for (const [each, fn] of fnOf(module))
      if (within(each, node, module)) for (const change of this.reached.get(fn) ?? []) all.add(change)
    for (const reference of module.references.values())
      if (within(reference.node, node, module) && useOf(reference.node, module).kind !== 'element')
        for (const change of this.namedBy(reference, module)) all.add(change)
    return [...all].sort((a, b) => a - b).join()
  }

  /** What of the patch a function comes to by calling it; what it only hands on runs the new code by its own guard. */
  called(fns: ReadonlySet<Fn>, module: Module): string {
    const all = new Set<number>()
    for (const reference of module.references.values())
      if (reference.fn !== null && fns.has(reference.fn) && useOf(reference.node, module).kind === 'called')
        for (const change of this.namedBy(reference, module)) all.add(change)
    return [...all].sort((a, b) => a - b).join()
  }

  private namedBy({ binding }: Reference, module: Module): Iterable<number> {
    if (binding === undefined || !isModuleLevel(binding)) return []
    if (binding.imported === undefined) return this.names.get(`${module.path}#${binding.name}`) ?? []
    const origin = this.meaning.imported(module.path, binding.imported.source, binding.imported.name)
    return (origin && this.names.get(`${origin.path}#${origin.name}`)) ?? []
  }

  private follow(module: Module, fn: Fn, change: number): void {
    if (!add(this.reached, fn, change)) return
    this.modules.set(fn, module)
    if (fn.parent !== null) {
      if (this.isLeftAlone(fn, module)) return
      this.follow(module, fn.parent, change)
      this.followLocal(module, fn, change)
      return
    }
    // Vue calls it for an instance of its own
    if (isSetup(fn, module) || isRenderer(fn, module)) return
    if (fn.class !== null) this.followMember(module, fn, change)
    else {
      const use = useOf(fn.node, module)
      if (use.kind === 'property') this.followProperty(use.name, change)
      else if (use.kind === 'held' && !rendersItself(fn, module)) this.hold(fn.node, module, change)
    }
    // React calls a component for a fiber of its own, whoever mentions it
    const isFiber = fn.class === null && rendersItself(fn, module)
    for (const name of itemNames(fn.node, module)) this.followName(module, name, change, isFiber)
  }

  /** Wherever it goes, that isn't followed. */
  private isLeftAlone(fn: Fn, module: Module, seen: ReadonlySet<Fn> = new Set()): boolean {
    const own = nameOf(fn, module) ?? memoName(fn, module)
    if (own === undefined) return this.isLeft(fn.node, module)
    const within = new Set([...seen, fn])
    const isLeft = ({ node, fn: user }: Reference) =>
      this.isLeft(node, module) ||
      (user !== null && user.parent !== null && (within.has(user) || this.isLeftAlone(user, module, within)))
    return own.references.every(reference => reference.node === own.node || isLeft(reference))
  }

  /** A function within another: made anew with each call of that. */
  private followLocal(module: Module, fn: Fn, change: number): void {
    const isAnew = isOfRender(fn, module)
    const own = nameOf(fn, module)
    for (const reference of own?.references ?? []) {
      if (reference.node === own?.node || reference.fn === fn) continue
      if (reference.fn !== null) this.follow(module, reference.fn, change)
      if (!isAnew) this.judge(useOf(reference.node, module), reference.node, module, change)
    }
    if (isAnew) {
      if (isKept(fn, module)) this.open.add(change)
    } else if (fn.class !== null) this.followMember(module, fn, change)
    else if (own === undefined) this.judge(getterUse(fn.node) ?? useOf(fn.node, module), fn.node, module, change)
  }

  private judge(use: Use, node: t.Node, module: Module, change: number): void {
    if (use.kind === 'property') this.followProperty(use.name, change)
    else if (use.kind === 'held') this.hold(node, module, change)
  }

  /** Nobody can say who calls it; what takes from Svelte's contexts can. */
  private hold(node: t.Node, module: Module, change: number): void {
    this.open.add(change)
    if (!isPutInContext(node, module)) return
    for (const [path, { code }] of Object.entries(this.program.input.modules)) {
      if (!code.includes('Context')) continue
      const taker = this.program.next(path)
      for (const fn of takenFromContext(taker).takers) this.follow(taker, fn, change)
    }
  }

  private followMember(module: Module, fn: Fn, change: number): void {
    const { node } = fn
    const key = 'key' in node ? (node.key as t.Node) : undefined
    const isImplicit = key === undefined || ('computed' in node && node.computed === true)
    if (key?.type === 'PrivateName') {
      for (const each of module.functions) if (each.class === fn.class) this.follow(module, each, change)
    } else if (fn.kind === 'constructor' || fn.kind === 'derived-constructor') return
    else if (isImplicit || !t.isIdentifier(key) || /^(toString|valueOf|toJSON|then)$/.test(key.name))
      this.open.add(change)
    else if (!/^(render|component|UNSAFE_|get(Snapshot|Derived)|shouldComponent)/.test(key.name))
      this.followProperty(key.name, change)
  }

  private readonly asked = new Set<string>()

  /** Whoever asks anything for a property of that name; if nobody does, a library does. */
  private followProperty(name: string, change: number): void {
    const key = `${change} ${name}`
    if (this.asked.has(key)) return
    this.asked.add(key)
    let isAsked = false
    for (const [path, { code }] of Object.entries(this.program.input.modules)) {
      if (!code.includes(name)) continue
      const module = this.program.next(path)
      for (const fn of readersOfProp(name, module)) {
        isAsked = true
        this.follow(module, fn, change)
      }
      for (const node of askersOf(name, module)) {
        isAsked = true
        if (this.isLeft(node, module)) continue
        const fn = functionAround(node, module)
        if (fn !== undefined) this.follow(module, fn, change)
        else for (const each of itemNames(node, module)) this.followName(module, each, change)
      }
    }
    if (!isAsked) this.open.add(change)
  }

  private followName(module: Module, name: string, change: number, isFiber = false): void {
    const key = `${module.path}#${name === 'default' ? NAMELESS : name}`
    if (!add(this.names, key, change)) return
    const own = module.scope.bindings.get(name)
    const references = [
      ...(own?.references ?? []).map(reference => [module, reference] as const),
      ...this.importsOf(module.path, key),
    ]
    for (const [user, reference] of references)
      if (!isFiber || useOf(reference.node, user).kind === 'called') this.followReference(user, reference, change)
  }

  private followReference(module: Module, reference: Reference, change: number): void {
    const { node, fn, binding, exported } = reference
    if (exported || node === binding?.node || this.isLeft(node, module)) return
    const use = useOf(node, module)
    if (use.kind === 'element') return
    if (use.kind === 'property') this.followProperty(use.name, change)
    if (fn !== null) {
      if (use.kind === 'held') this.hold(node, module, change)
      this.follow(module, fn, change)
      return
    }
    if (use.kind === 'held') this.hold(node, module, change)
    for (const name of itemNames(node, module)) this.followName(module, name, change)
  }

  /** Mentions in other modules, through whatever re-exports. */
  private *importsOf(path: string, key: string): Iterable<[Module, Reference]> {
    const seen = new Set([path])
    for (const from of seen)
      for (const importer of this.program.importers(from)) {
        const module = this.program.next(importer)
        const { stars, named } = exportsOf(module)
        if (stars.length > 0 || [...named.values()].some(({ kind }) => kind === 'from')) seen.add(importer)
        for (const binding of module.scope.bindings.values())
          for (const reference of this.mentions(binding, module, key)) yield [module, reference]
      }
  }

  private mentions({ imported, references }: Binding, module: Module, key: string): readonly Reference[] {
    if (imported === undefined) return []
    const origin = this.meaning.imported(module.path, imported.source, imported.name)
    if (origin === undefined) return []
    if (origin.name !== '*') return `${origin.path}#${origin.name}` === key ? references : []
    return references.filter(({ member }) => {
      const meant = member === undefined ? undefined : this.meaning.exported(origin.path, member)
      return member === undefined || `${meant?.path}#${meant?.name}` === key
    })
  }
}

function add<Key>(map: Map<Key, Set<number>>, key: Key, change: number): boolean {
  const known = map.get(key) ?? new Set()
  map.set(key, known)
  const isNew = !known.has(change)
  known.add(change)
  return isNew
}

/** Functions with other code, or that read what changes in place, and those that the release doesn't have. */
function changedIn({ pair, changes, makers, touched }: Edited): Set<Fn> {
  const added = pair.next.functions.filter(fn => !pair.released.has(pair.ids.get(fn) as number))
  return new Set([...changes, ...makers].map(({ fn }) => fn).concat([...functionsOf(touched)], added))
}

/** Some function around it is a component or a hook. */
function isOfRender(fn: Fn, module: Module): boolean {
  const setup = setupAround(fn, module)
  // the rest is made once an instance
  if (setup !== undefined) return isOfVueRender(fn, setup)
  for (let at = fn.parent; at !== null; at = at.parent) if (rendersItself(at, module) || isHook(at, module)) return true
  return false
}

/** It renders an instance, or is made whenever that does. */
function isOfVueRender(fn: Fn, setup: Fn): boolean {
  for (let at = fn; at.parent !== null; at = at.parent) if (at.parent === setup) return isVueRender(at, setup)
  return false
}

function isHook(fn: Fn, module: Module): boolean {
  return isRendered(fn, module) && !/^[A-Z]/.test(fn.name)
}

/** React calls it to render: it is no hook, and makes elements or calls hooks. */
export function rendersItself(fn: Fn, module: Module): boolean {
  return !/^use[A-Z]/.test(fn.name) && (makesElements(fn) || hookSequence(fn, module) !== '')
}

/** Given to a hook that goes on holding it, in whatever form. */
function isKept(fn: Fn, module: Module): boolean {
  const up = parentsOf(module)
  for (let at: t.Node | undefined = fn.node; at !== undefined && at !== fn.parent?.node; at = up.get(at))
    if (at.type === 'CallExpression' && KEEPS.test(lastName(at.callee))) return true
  return false
}

/** The variable that a nested function is the value of. */
function nameOf({ node, parent }: Fn, module: Module): Binding | undefined {
  const holder = parentsOf(module).get(node)
  const id =
    node.type === 'FunctionDeclaration' ? node.id : holder?.type === 'VariableDeclarator' ? holder.id : undefined
  if (!t.isIdentifier(id)) return undefined
  for (const scope of [parent?.bodyScope, parent?.scope]) {
    const binding: Binding | undefined = scope?.bindings.get(id.name)
    if (binding?.node === id) return binding
  }
  return module.references.get(id)?.binding
}

/** `const save = useCallback(() => …)` */
function memoName({ node }: Fn, module: Module): Binding | undefined {
  const up = parentsOf(module)
  const call = up.get(node)
  const holder = call && up.get(call)
  if (call?.type !== 'CallExpression' || lastName(call.callee) !== 'useCallback') return undefined
  if (holder?.type !== 'VariableDeclarator' || !t.isIdentifier(holder.id)) return undefined
  return declared(holder.id, module)
}

export function within(inner: t.Node, outer: t.Node, module: Module): boolean {
  const up = parentsOf(module)
  for (let at: t.Node | undefined = inner; at !== undefined; at = up.get(at)) if (at === outer) return true
  return false
}

function functionAround(node: t.Node, module: Module): Fn | undefined {
  const up = parentsOf(module)
  const index = fnOf(module)
  for (let at: t.Node | undefined = node; at !== undefined; at = up.get(at)) {
    const fn = index.get(at)
    if (fn !== undefined) return fn
  }
  return undefined
}

/** `x.name`, `x["name"]`, `{ name } = x`, `<C name>` is nobody's question. */
function askersOf(name: string, module: Module): t.Node[] {
  const found: t.Node[] = []
  t.traverseFast(module.program, node => {
    if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
      const { property, computed } = node
      if (computed ? t.isStringLiteral(property, { value: name }) : t.isIdentifier(property, { name })) found.push(node)
    } else if (node.type === 'ObjectPattern')
      for (const each of node.properties)
        if (each.type === 'ObjectProperty' && !each.computed && t.isIdentifier(each.key, { name })) found.push(each)
  })
  return found
}
