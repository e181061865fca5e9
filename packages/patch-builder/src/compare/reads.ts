import { contains, type Fn, isModuleLevel, type Module, type Reference } from '@iaso/babel-plugin'
import { renamedDefault } from '../correlate/exported.js'
import { type Findings, keyOf } from '../findings.js'
import { postOrder } from '../order.js'
import type { Program } from '../program.js'
import { NAMELESS } from '../resolve/exports.js'
import { Meaning, type Origin } from '../resolve/meaning.js'
import { Repeatable } from '../resolve/repeatable.js'
import { functionsOf, madeBy, noteMade, withCallers } from '../verify/made-at-start.js'
import { constructorOf, fieldsText } from './classes.js'
import { Constants } from './constants.js'
import { Derivations } from './derived.js'
import { type Item, plainItemsOf } from './items.js'
import { exportedAs, isOfNamespace } from './namespaces.js'
import { type Beyond, compareTopLevel, type TopLevel } from './toplevel.js'
import { isTouched, writtenIn } from './touched.js'
import { type WrittenPath, writtenPaths } from './written.js'

/** What became of the names that code finds outside of itself. */
export interface Names {
  /** Of changed modules, and of those that a change reaches through their imports. */
  readonly topLevels: ReadonlyMap<string, TopLevel>
  /** By module: what names mean to a function, where that is not what they mean in the release. */
  readonly reads: ReadonlyMap<string, ReadonlyMap<Fn, string>>
  /** By module, those that only import it included: what code reads of what changes in place. */
  readonly touched: ReadonlyMap<string, ReadonlySet<Reference>>
}

/** Compares top levels, and follows what changed there through imports and re-exports to those who read it. */
export function compareNames(program: Program, findings: Findings): Names {
  const walk = new NameWalk(program, findings)
  return {
    topLevels: walk.topLevels,
    reads: new Map([...walk.topLevels.keys()].map(path => [path, withFields(walk.readsOf(path), walk, path)])),
    touched: new Map(walk.readers().map(path => [path, walk.touchedIn(path)])),
  }
}

/** A constructor sets the fields that its class has gained. */
function withFields(reads: ReadonlyMap<Fn, string>, { topLevels, program }: NameWalk, path: string): Map<Fn, string> {
  const all = new Map(reads)
  for (const change of topLevels.get(path)?.classes ?? []) {
    const fn = constructorOf(change, program.next(path))
    if (fn !== undefined && change.fields.length + change.gone.length > 0)
      all.set(fn, `${all.get(fn) ?? ''}\n${fieldsText(change, program.pair(path))}`)
  }
  return all
}

/** For a module that a patch brings: there it is all the same what is new. */
export function readsOfAdded(
  program: Program,
  path: string,
  topLevels: ReadonlyMap<string, TopLevel>,
  findings: Findings,
): ReadonlyMap<Fn, string> {
  return new NameWalk(program, findings, topLevels).readsOf(path)
}

const COMPARED: ReadonlySet<Item['kind']> = new Set(['const', 'let', 'var', 'slot'])

class NameWalk {
  readonly topLevels: Map<string, TopLevel>
  private readonly values
  private readonly exportsChanged = new Map<string, string[]>()

  constructor(
    readonly program: Program,
    private readonly findings: Findings,
    known?: ReadonlyMap<string, TopLevel>,
  ) {
    const [old, next] = [new Meaning(program, 'old'), new Meaning(program, 'new')]
    const repeats = { old: new Repeatable(old), next: new Repeatable(next) }
    this.values = { old: new Constants(old), next: new Constants(next), repeats }
    this.topLevels = new Map(known)
    if (known === undefined) this.follow()
  }

  private follow(): void {
    // what a module imports is compared before it
    const changed = this.program.changedPaths()
    const order = postOrder(changed, path => Object.values(this.program.input.modules[path]?.resolutions ?? {}))
    const paths = new Set(order.filter(path => changed.includes(path)))
    for (const path of paths) {
      this.topLevels.set(path, compareTopLevel(this.program.pair(path), this.values, this.beyond(path), this.findings))
      for (const importer of this.program.importers(path))
        if (this.program.isReleased(importer) && this.hasTakenOver(importer)) paths.add(importer)
        else this.noteMade(importer, paths)
      const names = this.changedExports(path)
      if (names.length === 0) continue
      for (const importer of this.program.importers(path)) {
        this.noteDynamicImports(importer, path, names)
        if (this.program.isReleased(importer) && this.isReached(importer)) paths.add(importer)
      }
    }
  }

  private beyond(path: string): Beyond {
    return {
      meant: reference => this.foundThroughImport(path, reference),
      meantIn: (module, reference) => this.meantIn(module, reference),
      writings: this.writings(path),
    }
  }

  private meantIn(module: Module, reference: Reference): string | undefined {
    const { path } = module
    const topLevel = this.topLevels.get(path)
    const isOwn = reference.binding?.imported === undefined
    const replaced = isOwn ? topLevel?.extensions.get(reference.node.name as string)?.key : undefined
    const writings = { ...this.writings(path), own: writtenPaths(topLevel?.writes ?? [], module) }
    return (
      replaced ??
      this.foundThroughImport(path, reference) ??
      (isTouched(reference, module, writings) ? writtenIn([reference], module, writings) : undefined)
    )
  }

  /** What changes in place in modules that one takes from. */
  private writings(path: string): Beyond['writings'] {
    const { meaning } = this.values.next
    return {
      required: source => this.writtenIn(meaning.resolve(path, source)),
      imported: ({ binding }) => {
        // to follow an import means to read modules
        if (binding?.imported === undefined || !this.areWritten()) return []
        const { source, name } = binding.imported
        const origin = meaning.imported(path, source, name)
        return this.writtenIn(origin?.path).filter(({ root }) => root === origin?.name)
      },
    }
  }

  private areWritten(): boolean {
    return [...this.topLevels.values()].some(({ writes }) => writes.length > 0)
  }

  private writtenIn(path: string | undefined): readonly WrittenPath[] {
    const writes = path === undefined ? undefined : this.topLevels.get(path)?.writes
    return writes === undefined || writes.length === 0 ? [] : writtenPaths(writes, this.program.next(path as string))
  }

  /** Paths of modules that were compared, or import one in which something changes in place. */
  readers(): string[] {
    const written = [...this.topLevels].filter(([, { writes }]) => writes.length > 0)
    const importers = written.flatMap(([path]) => this.program.importers(path))
    return [...new Set([...this.topLevels.keys(), ...importers.filter(path => this.program.isReleased(path))])]
  }

  touchedIn(path: string): Set<Reference> {
    const module = this.program.next(path)
    const own = writtenPaths(this.topLevels.get(path)?.writes ?? [], module)
    const writings = { ...this.writings(path), own }
    return new Set([...module.references.values()].filter(reference => isTouched(reference, module, writings)))
  }

  /** A module that is the same, but whose functions made something of what changes in place. */
  private noteMade(path: string, compared: ReadonlySet<string>): void {
    if (compared.has(path) || !this.program.isReleased(path)) return
    const module = this.program.next(path)
    noteMade(madeBy(withCallers(functionsOf(this.touchedIn(path)), module), module), module, this.findings)
  }

  /** What each of a module's functions finds under the names that it reads, where that is another thing than before. */
  readsOf(path: string): ReadonlyMap<Fn, string> {
    const found = new Map<Fn, Set<string>>()
    for (const reference of this.program.next(path).references.values()) {
      const text = this.found(path, reference)
      if (text === undefined) continue
      if (reference.fn === null) this.noteTopLevel(path, reference)
      else found.set(reference.fn, (found.get(reference.fn) ?? new Set()).add(text))
    }
    return new Map([...found].map(([fn, texts]) => [fn, [...texts].sort().join('\n')]))
  }

  private found(path: string, reference: Reference): string | undefined {
    const { binding, exported, member } = reference
    if (binding === undefined || exported || !isModuleLevel(binding)) return undefined
    if (binding.imported === undefined) {
      const extension = this.topLevels.get(path)?.extensions.get(binding.name)
      return extension === undefined ? undefined : `${binding.name} ${extension.key}`
    }
    const { source, name } = binding.imported
    if (name === '*' && member === undefined) return this.wholeNamespace(path, source, reference)
    if (this.isOfNamespace(path, reference)) return this.wholeNamespace(path, source, reference, exportedAs(reference))
    return this.foundThroughImport(path, reference)
  }

  private isOfNamespace(path: string, reference: Reference): boolean {
    const { meaning } = this.values.next
    return isOfNamespace(reference, this.program.next(path), meaning, target => this.changedExports(target))
  }

  private foundThroughImport(path: string, { binding, member }: Reference): string | undefined {
    if (binding?.imported === undefined) return undefined
    const { source, name } = binding.imported
    if (name === '*' && member === undefined) return undefined
    return this.foundImport(path, source, name === '*' ? (member as string) : name)
  }

  private foundImport(path: string, source: string, name: string): string | undefined {
    const before = this.describe('old', this.values.old.meaning.imported(path, source, name))
    const origin = this.values.next.meaning.imported(path, source, name)
    const after = this.describe('next', origin)
    if (before === after) return undefined
    return `${source} ${name} ${after}`
  }

  private describe(side: 'old' | 'next', origin: Origin | undefined): string {
    if (origin === undefined) return ''
    const was = side === 'next' ? this.releasedDefault(origin) : undefined
    if (was !== undefined) return `${origin.path}#${was} =`
    const added = side === 'next' ? this.topLevels.get(origin.path)?.extensions.get(origin.name) : undefined
    return `${origin.path}#${origin.name} ${added?.key ?? `=${this.values[side].text(origin) ?? ''}`}`
  }

  /** A default export under another name of its own is what its importers hold. */
  private releasedDefault({ path, name }: Origin): string | undefined {
    const renamed = this.program.isReleased(path) ? renamedDefault(this.program.pair(path)) : undefined
    return renamed !== undefined && name === (renamed.is ?? NAMELESS) ? (renamed.was ?? NAMELESS) : undefined
  }

  /** The namespace object of a running program can't be given other members. */
  private wholeNamespace(path: string, source: string, { fn, node }: Reference, name = '*'): undefined {
    const target = this.values.next.meaning.imported(path, source, name)
    if (
      target === undefined ||
      !target.known ||
      !this.program.isReleased(target.path) ||
      this.changedExports(target.path).length === 0
    )
      return
    const key = fn === null ? `${path}#top level` : keyOf(this.program.next(path), fn)
    this.findings.add('changed', key, 'IASO2106', node, { name: '*', from: target.path })
  }

  /** Names that a module's importers find something else under. */
  private changedExports(path: string): string[] {
    let changed = this.exportsChanged.get(path)
    if (changed === undefined) {
      const { old, next } = this.values
      const names = new Set([...old.meaning.names(path), ...next.meaning.names(path)])
      // modules that export each other whole
      this.exportsChanged.set(path, [])
      changed = [...names].filter(name => {
        const origin = next.meaning.exported(path, name)
        const isNamespace = origin?.name === '*' && origin.known
        if (isNamespace && this.changedExports(origin.path).length > 0) return true
        return this.describe('old', old.meaning.exported(path, name)) !== this.describe('next', origin)
      })
      this.exportsChanged.set(path, changed)
    }
    return changed
  }

  private isReached(path: string): boolean {
    const reads = [...this.program.next(path).references.values()].some(reference => {
      const { binding, exported, member } = reference
      if (binding?.imported === undefined || exported) return false
      const { source, name } = binding.imported
      if (this.isOfNamespace(path, reference)) return true
      return name === '*' && member === undefined
        ? true
        : this.foundImport(path, source, name === '*' ? (member as string) : name) !== undefined
    })
    return reads || this.changedExports(path).length > 0
  }

  /** `const { RATE } = require('./config')`, `const all = { ...base }`: code of the top level took over what changed. */
  private hasTakenOver(path: string): boolean {
    const { old, next } = this.values
    const module = this.program.next(path)
    const writings = { own: [], ...this.writings(path) }
    const touches = [...module.references.values()].some(
      reference => reference.fn === null && !reference.exported && isTouched(reference, module, writings),
    )
    if (touches || this.isMadeByOthers(path)) return true
    if (module.format !== 'commonjs') return false
    return plainItemsOf(module).some(({ names }) =>
      names.some(name => {
        const origin = { path, name, known: true }
        return old.text(origin) !== next.text(origin)
      }),
    )
  }

  /** `const table = build()`, and what is imported as `build` does something else now. */
  private isMadeByOthers(path: string): boolean {
    const module = this.program.next(path)
    const values = plainItemsOf(module).flatMap(({ value, slot }) => value ?? slot?.value ?? [])
    const reached = values.filter(value => (this.values.repeats.next.evaluation(value, module)?.size ?? 0) > 0)
    if (reached.length === 0) return false
    const derivations = new Derivations(this.program.pair(path), this.program, this.values.repeats, (reference, of) =>
      this.meantIn(of, reference),
    )
    return reached.some(value => derivations.isMoved(value))
  }

  /** `(await import('./config.js')).RATE` finds what the running module has. */
  private noteDynamicImports(importer: string, path: string, names: readonly string[]): void {
    const module = this.program.next(importer)
    const { code, resolutions } = this.program.input.modules[importer] as {
      code: string
      resolutions: Record<string, string>
    }
    const mentioned = names.filter(
      name => name === 'default' || new RegExp(`\\b${name.replace(/[^\w]/g, '.')}\\b`).test(code),
    )
    if (mentioned.length === 0) return
    for (const { name: place, fn, node } of module.places) {
      if (
        !place.startsWith('import("') ||
        resolutions[JSON.parse(place.slice('import('.length, -1)) as string] !== path
      )
        continue
      const key = fn === null ? `${importer}#top level` : keyOf(module, fn)
      for (const name of mentioned) this.findings.add('changed', key, 'IASO2106', node, { name, from: path })
    }
  }

  /** Code of the top level has run with what it found then. */
  private noteTopLevel(path: string, { node }: Reference): void {
    const item = plainItemsOf(this.program.next(path)).find(each => contains(each.node, node))
    const names = item?.names ?? []
    // variables and properties were compared with all that they read
    if (item !== undefined && COMPARED.has(item.kind)) return
    if (names.some(name => this.topLevels.get(path)?.extensions.has(name)) || !this.program.isReleased(path)) return
    if (names.length === 0) this.findings.add('changed', `${path}#top level`, 'IASO3001', node, { path })
    else this.findings.add('changed', `${path}#${names.join(', ')}`, 'IASO2002', node, { name: names.join(', ') })
  }
}
