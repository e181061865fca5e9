import type * as t from '@babel/types'
import { type Fn, isModuleLevel, type Module, shapeOf } from '@iaso/babel-plugin'
import type { Pair, Program } from '../program.js'
import { exportsOf, NAMELESS } from '../resolve/exports.js'
import { Meaning } from '../resolve/meaning.js'
import { itemNames } from '../screen/places.js'
import { callsOf } from '../screen/signature.js'
import { importsVue, isPlain, isSetup } from './setup.js'

/** Composables that make something else now, and who calls them: what they made for an instance can't be told apart from what others made. */
export class Composables {
  /** Names of functions, by module. */
  private readonly changed = new Set<string>()
  /** Calls of them, in functions that run while an instance is made. */
  private readonly calls = new Set<t.Node>()
  /** Setups that call them, themselves or by others. */
  readonly setups = new Map<Fn, string>()
  /** Who else mentions one: instances can't be found by it. */
  private readonly open = new Set<string>()
  private readonly meaning: Meaning

  constructor(private readonly program: Program) {
    this.meaning = new Meaning(program, 'new')
    for (const path of program.changedPaths()) {
      const pair = program.pair(path)
      if (!importsVue(pair.next)) continue
      for (const fn of pair.next.functions)
        if (isComposable(fn) && makesOtherThings(fn, pair)) this.follow(fn, pair.next)
    }
  }

  /** A call of one stands in it. */
  isTainted(node: t.Node): boolean {
    return [...this.calls].some(({ start, end }) => (node.start ?? 0) <= (start ?? 0) && (end ?? 0) <= (node.end ?? 0))
  }

  /** All instances for which it made something are made again. */
  isCovered(fn: Fn, { path }: Module, covered: ReadonlySet<Fn>): boolean {
    const key = `${path}#${itemNames(fn.node, this.program.next(path))[0]}`
    return this.changed.has(key) && !this.open.has(key) && [...this.setups.keys()].every(setup => covered.has(setup))
  }

  private follow(fn: Fn, module: Module): void {
    const [name] = fn.parent === null ? itemNames(fn.node, module) : []
    if (name === undefined) return
    const key = `${module.path}#${name === 'default' ? NAMELESS : name}`
    if (this.changed.has(key)) return
    this.changed.add(key)
    for (const user of this.users(module.path)) this.mentions(user, key)
  }

  private users(path: string): Set<string> {
    const found = new Set([path])
    const seen = new Set([path])
    for (const from of seen)
      for (const importer of this.program.importers(from)) {
        if (!this.program.isReleased(importer)) continue
        found.add(importer)
        const { stars, named } = exportsOf(this.program.next(importer))
        if (stars.length > 0 || [...named.values()].some(({ kind }) => kind === 'from')) seen.add(importer)
      }
    return found
  }

  private mentions(path: string, key: string): void {
    const module = this.program.next(path)
    const called = new Map<t.Node, readonly [Fn, t.Node]>()
    for (const fn of module.functions) for (const call of callsOf(fn, module)) called.set(call.callee, [fn, call])
    for (const { node, binding, exported } of module.references.values()) {
      if (binding === undefined || exported || node === binding.node || !isModuleLevel(binding)) continue
      if (this.keyOf(binding, path) !== key) continue
      const [fn, call] = called.get(node) ?? []
      if (fn === undefined || call === undefined) this.open.add(key)
      else if (isSetup(fn, module)) {
        this.setups.set(fn, path)
        this.calls.add(call)
      } else if (isComposable(fn)) {
        this.calls.add(call)
        this.follow(fn, module)
      } else this.open.add(key)
    }
  }

  private keyOf(
    { imported, name }: { imported?: { source: string; name: string }; name: string },
    path: string,
  ): string {
    if (imported === undefined) return `${path}#${name}`
    const origin = this.meaning.imported(path, imported.source, imported.name)
    return `${origin?.path}#${origin?.name}`
  }
}

export function isComposable({ name, parent, class: klass }: Fn): boolean {
  return parent === null && klass === null && /^use[A-Z]/.test(name)
}

/** What it has made for living instances isn't what it makes now. Functions aside: those are there for closures that ask for them. */
export function makesOtherThings(fn: Fn, pair: Pair): boolean {
  const old = pair.released.get(pair.ids.get(fn) as number)
  if (old === undefined) return false
  const before = madeBy(old, pair.old, each => String(each.id))
  const after = madeBy(fn, pair.next, each => String(pair.ids.get(each)))
  return before.join('\n') !== after.join('\n')
}

function madeBy({ node }: Fn, module: Module, nameOf: (fn: Fn) => string): string[] {
  const block = 'body' in node ? (node.body as t.Node) : undefined
  const body = block?.type === 'BlockStatement' ? block.body : []
  return body.filter(statement => !isPlain(statement)).map(statement => shapeOf(statement, module, nameOf))
}
