import type { TableEntry } from '@iaso/protocol'
import type { TopLevel } from '../compare/toplevel.js'
import { renamedDefault } from '../correlate/exported.js'
import type { Program } from '../program.js'
import { exportsOf, NAMELESS } from './exports.js'
import { Meaning, type Origin } from './meaning.js'

/** Where code in a patch finds an imported name. */
export type Target =
  /** In the scope table of a module that is loaded. */
  | { readonly kind: 'table'; readonly path: string; readonly entry: TableEntry }
  /** Something that the patch adds to a module of the release. */
  | { readonly kind: 'extension'; readonly path: string; readonly name: string }
  /** In a module that the patch brings. */
  | { readonly kind: 'added'; readonly path: string; readonly name: string }
  /** In a dependency that the release doesn't have: it is bundled into the patch. */
  | { readonly kind: 'dependency'; readonly path: string; readonly name: string }
  | { readonly kind: 'missing' }

/** Finds what imports mean, first in the new source, then in what the running program hands out. */
export class Imports {
  private readonly old: Meaning
  private readonly next: Meaning

  constructor(
    private readonly program: Program,
    private readonly topLevels: ReadonlyMap<string, TopLevel>,
  ) {
    this.old = new Meaning(program, 'old')
    this.next = new Meaning(program, 'new')
  }

  /**
   * @param from path of the importing module
   * @param source specifier as written there
   * @param name exported name, `default`, or `*`
   */
  find(from: string, source: string, name: string): Target {
    return this.through(from, source, name, from, new Set())
  }

  /** Where the name comes from in the new source. */
  origin(from: string, source: string, name: string): Origin | undefined {
    return this.next.imported(from, source, name)
  }

  /** A name of a module, by its own export list first: what the patch changes there is not what the release's importers hold. */
  private named(path: string, name: string, from: string, seen: Set<string>): Target {
    const renamed =
      name === 'default' && this.program.isReleased(path) ? renamedDefault(this.program.pair(path)) : undefined
    if (renamed !== undefined) return this.pooled(path, name, from) ?? this.local(path, renamed.was ?? NAMELESS)
    const target = this.exported(path, name, from, seen)
    if (target.kind === 'extension' || target.kind === 'added' || !this.meansTheSame(path, name)) return target
    return this.pooled(path, name, from) ?? target
  }

  /** What importers of the release hold under a name is what importers of the new source would. */
  private meansTheSame(path: string, name: string): boolean {
    const [before, after] = [this.old.exported(path, name), this.next.exported(path, name)]
    return before?.path === after?.path && before?.name === after?.name
  }

  private exported(path: string, name: string, from: string, seen: Set<string>): Target {
    if (!Object.hasOwn(this.program.input.modules, path)) return this.external(path, name)
    if (name === '*' || seen.has(`${path} ${name}`)) return { kind: 'missing' }
    seen.add(`${path} ${name}`)
    const { named, stars } = exportsOf(this.program.next(path))
    const found = named.get(name)
    if (found?.kind === 'local') return this.local(path, found.name)
    if (found?.kind === 'from') return this.through(path, found.source, found.name, from, seen)
    if (found !== undefined) return this.local(path, NAMELESS)
    for (const star of stars) {
      const target = this.through(path, star, name, from, seen)
      if (target.kind !== 'missing') return target
    }
    return { kind: 'missing' }
  }

  private through(path: string, source: string, name: string, from: string, seen: Set<string>): Target {
    const next = this.program.resolve(path, source)
    return next === undefined ? this.unresolved(path, source, name) : this.named(next, name, from, seen)
  }

  /** What isn't installed where patches are built: the release's module imports it as it did. */
  private unresolved(path: string, source: string, name: string): Target {
    const module = this.program.mapping.modules[path]
    if (module === undefined || module.resolutions[source] !== undefined) return { kind: 'missing' }
    const entry = module.table.find(({ imported }) => imported?.[0] === source && imported[1] === name)
    return entry === undefined ? { kind: 'missing' } : { kind: 'table', path, entry }
  }

  private local(path: string, name: string): Target {
    if (!this.program.isReleased(path)) return { kind: 'added', path, name }
    const module = this.program.mapping.modules[path]
    const extension = this.topLevels.get(path)?.extensions.get(name)
    // what a part adds to a module that isn't loaded isn't made yet
    if (extension !== undefined)
      return module?.eager || extension.constant !== undefined ? { kind: 'extension', path, name } : { kind: 'missing' }
    const entry = module?.table.find(each => each.kind === 'binding' && each.name === name)
    // A module that isn't loaded at start may not be there when it is asked for.
    return entry === undefined || !module?.eager ? { kind: 'missing' } : { kind: 'table', path, entry }
  }

  private external(path: string, name: string): Target {
    const { unguarded, provided } = this.program.mapping
    const isShaved = Object.hasOwn(unguarded, path) && !provided?.includes(path)
    return isShaved ? { kind: 'missing' } : { kind: 'dependency', path, name }
  }

  /** Whatever any loaded module of the release imports is there for every patch. */
  private pooled(path: string, name: string, from: string): Target | undefined {
    const own = this.entryOf(from, path, name)
    if (own !== undefined) return { kind: 'table', path: from, entry: own }
    for (const other of this.pool().get(`${path} ${name}`) ?? []) {
      const entry = this.entryOf(other, path, name)
      if (entry !== undefined) return { kind: 'table', path: other, entry }
    }
    return undefined
  }

  /** What a patch brought hands out only what it was itself given in this way: it would be asked for its own answer. */
  private entryOf(holder: string, path: string, name: string): TableEntry | undefined {
    const module = this.program.mapping.modules[holder]
    if (module === undefined || module.addedBy !== undefined) return undefined
    return module.table.find(
      ({ imported }) => imported !== undefined && imported[1] === name && module.resolutions[imported[0]] === path,
    )
  }

  private index: Map<string, string[]> | undefined

  private pool(): Map<string, string[]> {
    if (this.index !== undefined) return this.index
    this.index = new Map()
    for (const [holder, module] of Object.entries(this.program.mapping.modules)) {
      if (!module.eager) continue
      for (const { imported } of module.table) {
        if (imported === undefined) continue
        const key = `${module.resolutions[imported[0]]} ${imported[1]}`
        this.index.set(key, [...(this.index.get(key) ?? []), holder])
      }
    }
    return this.index
  }
}
