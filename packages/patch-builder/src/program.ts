import { analyze, digest, type Fn, fnShapeOf, type Module, parse } from '@iaso/babel-plugin'
import type { CellMapping, Mapping, ModuleMapping } from '@iaso/protocol'
import type { NewModule, PatchInput } from './api.js'
import { correlate } from './correlate/index.js'
import { Definitions } from './definitions.js'
import { type Lender, lenderOf } from './lender.js'
import { Texts } from './texts.js'
import { Called, introduce } from './verify/called.js'

/** A module that both the release and the new source have, and that may differ. */
export interface Pair {
  readonly path: string
  readonly mapping: ModuleMapping
  readonly source: NewModule
  readonly old: Module
  readonly next: Module
  /** Function of the new source → its id: the one of its counterpart, or a fresh one. */
  readonly ids: ReadonlyMap<Fn, number>
  /** Id → function of the release. */
  readonly released: ReadonlyMap<number, Fn>
  /** Release functions without a counterpart. */
  readonly removed: readonly Fn[]
  /** Functions that an earlier patch brought, and that the new source doesn't have. */
  readonly dropped: readonly { readonly fn: Fn; readonly module: Module }[]
  /** Id → cells that closures in a client may read. */
  readonly cells: ReadonlyMap<number, readonly CellMapping[]>
  /** The module as it was when closures that read the cell were first made. */
  readonly bornIn: (cell: Pick<CellMapping, 'addedBy'>) => Born | undefined
  /** The module as it may have been when closures that read the cell were made. */
  readonly versionsSince: (cell: Pick<CellMapping, 'addedBy'>) => readonly Born[]
  /** The module as earlier patches had it, each with the cells that it set. */
  readonly patched: readonly (Born & { readonly set: readonly number[] })[]
  /** An earlier patch set the cell. */
  readonly wasSet: (cell: number) => boolean
  /** Some code, of the release or the new source, assigns a property of that name. */
  readonly assigns: (property: string) => boolean
  /** Neither the release nor the new source assigns it in more than one place. */
  readonly isSetOnce: (property: string) => boolean
  /** Some code of the new source has the word. */
  readonly mentions: (word: string) => boolean
  /** Functions that are called again for what lives: nobody goes on holding closures that they made before. */
  readonly resumed: ReadonlySet<Fn>
  /** Of a module that is nothing but data: through whom what it exports is reached. */
  readonly lender: Lender | undefined
}

/** A module as the release, or a patch, had it. */
export interface Born {
  readonly module: Module
  readonly functionOf: (id: number) => Fn | undefined
  readonly idOf: (fn: Fn) => number
}

/** Everything that is compared, each module parsed when it is first asked for. */
export class Program {
  private readonly pairs = new Map<string, Pair>()
  private readonly nexts = new Map<string, Module>()
  private readonly olds = new Map<string, Module>()
  private importing: Map<string, string[]> | undefined

  readonly definitions: Definitions
  readonly texts: Texts
  private readonly calledOld = new Called(this, 'old')
  private readonly calledNext = new Called(this, 'new')

  /** @param resumed keys of functions that are called again for what lives, by module */
  constructor(
    readonly input: PatchInput,
    private readonly resumed: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
  ) {
    this.definitions = new Definitions(input)
    this.texts = new Texts(input.mapping.modules, input.modules)
  }

  get mapping(): Mapping {
    return this.input.mapping
  }

  isReleased(path: string): boolean {
    return Object.hasOwn(this.mapping.modules, path)
  }

  /** The patch, or one before it, brings the module. */
  isBrought(path: string): boolean {
    const known = this.mapping.modules[path]
    return this.input.modules[path] !== undefined && (known === undefined || known.addedBy !== undefined)
  }

  /** Path of the module that an import specifier means. */
  resolve(path: string, specifier: string): string | undefined {
    return (this.input.modules[path] ?? this.mapping.modules[path])?.resolutions[specifier]
  }

  /** Modules whose text differs from the release, or that a patch changed before. */
  changedPaths(): string[] {
    const patched = new Set(this.mapping.patches.flatMap(patch => Object.keys(patch.modules)))
    return Object.entries(this.mapping.modules)
      .filter(([path, module]) => {
        const next = this.input.modules[path]
        return next !== undefined && (next.code !== module.code || patched.has(path) || leadsElsewhere(module, next))
      })
      .map(([path]) => path)
      .sort()
  }

  pair(path: string): Pair {
    let pair = this.pairs.get(path)
    if (pair === undefined) {
      pair = this.makePair(path)
      this.pairs.set(path, pair)
    }
    return pair
  }

  /** Analysis of a module of the new source. */
  next(path: string): Module {
    let module = this.nexts.get(path)
    if (module === undefined) {
      const source = this.input.modules[path] as NewModule
      module = introduce(this.analyzed(source, path), this.calledNext)
      this.nexts.set(path, module)
    }
    return module
  }

  /** Analysis of a module of the release. */
  old(path: string): Module {
    let module = this.olds.get(path)
    if (module === undefined) {
      const { code, format } = this.mapping.modules[path] as ModuleMapping
      module = introduce(this.analyzed({ code, format }, path), this.calledOld)
      this.olds.set(path, module)
    }
    return module
  }

  /** What the release doesn't have travels as it is. */
  private analyzed({ code, format }: Pick<NewModule, 'code' | 'format'>, path: string): Module {
    const module = this.mapping.modules[path]
    const isWhole = module === undefined || module.addedBy !== undefined
    return analyze(parse(code, format, path).program, format, path, isWhole)
  }

  /** A module's code in the release, in patches, and in the new source. */
  textsOf(path: string): string[] {
    const patched = this.mapping.patches.flatMap(({ modules }) => modules[path]?.code ?? [])
    const codes = [this.mapping.modules[path]?.code, ...patched, this.input.modules[path]?.code]
    return [...new Set(codes.filter(code => code !== undefined))]
  }

  /** The same, analysed. */
  versionsOf(path: string): Module[] {
    const released = this.mapping.modules[path]
    const now = this.input.modules[path]
    return this.textsOf(path).map(code => {
      if (code === now?.code) return this.next(path)
      return code === released?.code ? this.old(path) : this.recorded(code, released as ModuleMapping, path)
    })
  }

  /** Paths of the modules of the new source that import a module, at start or later. */
  importers(path: string): readonly string[] {
    if (this.importing === undefined) {
      this.importing = new Map()
      for (const [from, { resolutions }] of Object.entries(this.input.modules))
        for (const target of new Set(Object.values(resolutions)))
          this.importing.set(target, [...(this.importing.get(target) ?? []), from])
    }
    return this.importing.get(path) ?? []
  }

  private makePair(path: string): Pair {
    const known = this.mapping.modules[path] as ModuleMapping
    const lender = known.value && lenderOf(this.mapping, path)
    const mapping = lender ? { ...known, eager: lender.mapping.eager } : known
    const source = this.input.modules[path] as NewModule
    const old = this.old(path)
    const next = this.next(path)
    const released = new Map(old.functions.map(fn => [fn.id, fn]))
    const ids = this.assignIds(path, old, next, mapping)
    const found = new Set(ids.values())
    const cells = new Map<number, CellMapping[]>()
    for (const cell of mapping.cells) cells.set(cell.function, [...(cells.get(cell.function) ?? []), cell])
    const release: Born = { module: old, functionOf: id => released.get(id), idOf: fn => fn.id }
    const bornIn = ({ addedBy }: Pick<CellMapping, 'addedBy'>) =>
      addedBy === undefined ? release : this.bornUnder(addedBy, path, mapping)
    return {
      path,
      mapping,
      source,
      old,
      next,
      ids,
      released,
      removed: old.functions.filter(fn => !found.has(fn.id)),
      dropped: this.dropped(path, mapping, id => found.has(id) || released.has(id)),
      cells,
      bornIn,
      versionsSince: ({ addedBy }) => this.versionsSince(addedBy, path, mapping, release),
      patched: this.patchedIn(path, mapping),
      wasSet: cell => this.mapping.patches.some(({ modules }) => modules[path]?.set?.includes(cell)),
      assigns: property => this.texts.assign(property),
      isSetOnce: property => this.texts.setOnce(property),
      mentions: word => this.texts.mention(word),
      resumed: new Set(next.functions.filter(({ key }) => this.resumed.get(path)?.has(key))),
      lender,
    }
  }

  private dropped(path: string, mapping: ModuleMapping, isKnown: (id: number) => boolean): Pair['dropped'] {
    const byId = new Map<number, { fn: Fn; module: Module }>()
    for (const { id } of this.mapping.patches) {
      const born = this.bornUnder(id, path, mapping)
      for (const fn of born?.module.functions ?? [])
        if (born !== undefined && !isKnown(born.idOf(fn))) byId.set(born.idOf(fn), { fn, module: born.module })
    }
    return [...byId.values()]
  }

  private versionsSince(addedBy: string | undefined, path: string, mapping: ModuleMapping, release: Born): Born[] {
    const { patches } = this.mapping
    const since = patches.slice(addedBy === undefined ? 0 : patches.findIndex(({ id }) => id === addedBy))
    const later = since.flatMap(({ id }) => this.bornUnder(id, path, mapping) ?? [])
    return addedBy === undefined ? [release, ...later] : later
  }

  private patchedIn(path: string, mapping: ModuleMapping): Pair['patched'] {
    return this.mapping.patches.flatMap(({ id, modules }) => {
      const born = this.bornUnder(id, path, mapping)
      return born === undefined ? [] : [{ ...born, set: modules[path]?.set ?? [] }]
    })
  }

  private bornUnder(patch: string, path: string, mapping: ModuleMapping): Born | undefined {
    const record = this.mapping.patches.find(each => each.id === patch)?.modules[path]
    if (record === undefined) return undefined
    const module = this.recorded(record.code, mapping, path)
    return {
      module,
      functionOf: id => module.functions[record.ids.indexOf(id)],
      idOf: fn => record.ids[fn.id] as number,
    }
  }

  /** A module as a patch saw it. */
  private recorded(code: string, { format }: ModuleMapping, path: string): Module {
    const key = `${path}\0${code}`
    let module = this.olds.get(key)
    if (module === undefined) {
      module = introduce(this.analyzed({ code, format }, path), this.calledOld)
      this.olds.set(key, module)
    }
    return module
  }

  /** Counterparts are looked for in the newest patch first, which knows what patches added, then in the release. */
  private assignIds(path: string, old: Module, next: Module, mapping: ModuleMapping): Map<Fn, number> {
    const ids = new Map<Fn, number>()
    const taken = new Set<number>()
    const adopt = (base: Module, idOf: (fn: Fn) => number | undefined): void => {
      for (const [fn, twin] of correlate(base, next)) {
        const id = idOf(twin)
        if (id === undefined || ids.has(fn) || taken.has(id)) continue
        ids.set(fn, id)
        taken.add(id)
      }
    }
    const latest = [...this.mapping.patches].reverse().find(patch => Object.hasOwn(patch.modules, path))?.modules[path]
    if (latest !== undefined) {
      adopt(this.recorded(latest.code, mapping, path), fn => latest.ids[fn.id])
    }
    adopt(old, fn => fn.id)
    let fresh = firstFree(mapping)
    for (const fn of next.functions) if (!ids.has(fn)) ids.set(fn, fresh++)
    return ids
  }
}

/**
 * The first number that neither a function nor a cell has.
 *
 * @param others numbers that are given out already
 */
export function firstFree(
  { functions, cells }: Pick<ModuleMapping, 'functions' | 'cells'>,
  others: Iterable<number> = [],
): number {
  const taken = [...functions.map(({ id }) => id), ...cells.map(({ cell }) => cell), ...others]
  return 1 + taken.reduce((most, number) => Math.max(most, number), -1)
}

/** An import that is written the same may lead to another module. */
function leadsElsewhere({ resolutions }: ModuleMapping, next: NewModule): boolean {
  return Object.entries(resolutions).some(([specifier, target]) => (next.resolutions[specifier] ?? target) !== target)
}

/**
 * What runs in a function itself, as a digest; nested functions stand with their ids.
 *
 * @param reads what names of others mean to it, where that is not what they mean in the release
 */
export function inlineShape(fn: Fn, module: Module, ids: ReadonlyMap<Fn, number>, reads?: string): string {
  const shape = fnShapeOf(fn, module, 'all', inner => String(ids.get(inner)))
  return digest(reads === undefined ? shape : `${shape}\n${reads}`)
}
