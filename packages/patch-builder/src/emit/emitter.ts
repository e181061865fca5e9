import * as t from '@babel/types'
import { type Module, Names } from '@iaso/babel-plugin'
import type { Mapping, TableEntry } from '@iaso/protocol'
import type { Extension } from '../compare/extensions.js'
import type { Write } from '../compare/writes.js'
import type { Imports, Target } from '../resolve/imports.js'
import { type Access, byName, throughFunctions, within } from './access.js'
import type { References } from './clone.js'
import { contextCall, keptBy } from './keep.js'
import { unreachable } from './refusal.js'

/** What all code of one patch shares. */
export interface PatchScope {
  readonly mapping: Mapping
  readonly imports: Imports
  /** Id of any module of the new source. */
  readonly idOf: (path: string) => string
  /** Position of an exported or own name in the scope table of a module that the patch brings. */
  readonly addedEntry: (path: string, name: string) => TableEntry | undefined
  readonly extension: (path: string, name: string) => Extension | undefined
  /** It is made after all cells are set and all else is written. */
  readonly isLate: (made: Extension | Write) => boolean
  /** Id of a CommonJS module that the patch brings; undefined: the specifier means something else. */
  readonly brought: (from: string, source: string) => string | undefined
  /** The runtime's key of what this patch puts at a name of the exports of a module. */
  readonly written: (from: string, source: string, name: string) => string | undefined
  /** A module of the release whose `require` finds what a specifier means in a module that the patch brings. */
  readonly requirer: (from: string, source: string) => Requirer | undefined
  /** The cell through which code of the patch calls a function, to pass more than its guard does. */
  readonly direct: (path: string, name: string) => string | undefined
  /** Name of a new dependency's export, and of the object that the bundle of all new dependencies gives. */
  readonly dependency: (path: string, name: string) => { readonly key: t.StringLiteral; readonly as: string }
}

interface Requirer {
  readonly path: string
  readonly entry: TableEntry
  /** As that module has to write it. */
  readonly source: string
}

/**
 * Emits code of one module: what it reaches outside of itself is looked up once, in constants at the part's head.
 */
export class Emitter {
  readonly names: Names
  readonly references: References = new Map()
  /** `const total$ = $t[0](3)`, … */
  readonly head: t.Statement[] = []
  private readonly locals = new Map<string, string>()

  constructor(
    readonly module: Module,
    readonly path: string,
    readonly patch: PatchScope,
  ) {
    this.names = new Names(module)
  }

  /** Through the scope table of a module: as it is at the moment of each use. */
  entry(path: string, { name, get, set }: TableEntry): Access {
    const id = this.patch.idOf(path)
    const at = (position: number, hint: string) => () =>
      this.isThere(path) ? t.identifier(this.slot(id, position, hint)) : accessorAt(this.tablesOf(path), 0, position)
    return throughFunctions(at(get, name), set === undefined ? undefined : at(set, `set_${name}`))
  }

  /** The module's scope table can be looked up once and for all, at the head of this one's code. */
  protected isThere(path: string): boolean {
    return path === this.path
  }

  /** Of another module: in an import cycle it is announced, but has its scope table only when its body begins. */
  protected tablesOf(path: string): t.Expression {
    return t.identifier(this.table(this.patch.idOf(path)))
  }

  /** `$t[1](0)`: private accessors come when their class is evaluated, so they are not looked up ahead. */
  privateSlot(slot: number, position: number): t.Expression {
    return accessorAt(t.identifier(this.table(this.patch.idOf(this.path))), slot, position)
  }

  imported(source: string, name: string): Access {
    const target = this.patch.imports.find(this.path, source, name)
    return this.accessTo(target) ?? fail(name, source)
  }

  /** `$c.keep("key").v`: what the patch is about to put on the exports of another module isn't there yet when code of the top level is made. */
  aboutToBe(source: string, name: string): t.Expression | undefined {
    const key = this.patch.written(this.path, source, name)
    return key === undefined ? undefined : t.memberExpression(keptBy(t.stringLiteral(key)), t.identifier('v'))
  }

  /** `$c.keep("id")()`: a CommonJS module that the patch brings is evaluated when it is first required. */
  required(source: string): t.Expression | undefined {
    const id = this.patch.brought(this.path, source)
    if (id !== undefined) return t.callExpression(keptBy(t.stringLiteral(id)), [])
    const own = this.patch.mapping.modules[this.path]
    return own === undefined || own.addedBy !== undefined ? this.releasedModule(source) : undefined
  }

  /** `$c.table("id")[0](2)()("./x")`: for a module without a file, one that has a file requires it, by the path that leads there. */
  private releasedModule(source: string): t.Expression {
    const from = this.patch.requirer(this.path, source)
    if (from === undefined) throw unreachable(`require("${source}")`, this.path)
    return t.callExpression(this.entry(from.path, from.entry).read(), [t.stringLiteral(from.source)])
  }

  protected accessTo(target: Target): Access | undefined {
    switch (target.kind) {
      case 'table':
        return this.entry(target.path, target.entry)
      case 'added': {
        const entry = this.patch.addedEntry(target.path, target.name)
        return entry === undefined ? undefined : this.entry(target.path, entry)
      }
      case 'extension': {
        const extension = this.patch.extension(target.path, target.name)
        return extension === undefined ? undefined : this.kept(extension, target.name)
      }
      case 'dependency':
        return byName(this.dependency(target.path, target.name))
      default:
        return undefined
    }
  }

  /** `$c.keep("id.name", …)` by one who only asks for it: the part that makes it comes first. */
  private kept(extension: Extension, name: string): Access {
    const { key, constant } = extension
    if (constant !== undefined) return { read: () => t.cloneNode(constant) }
    return within(extension, name, () => keptBy(t.stringLiteral(key)), this.patch.isLate(extension))
  }

  /** A local constant with one function of a table. */
  private slot(id: string, position: number, hint: string): string {
    const key = `${id} ${position}`
    let name = this.locals.get(key)
    if (name === undefined) {
      name = this.names.unique(`${hint.replace(/[^\w$]+/g, '_')}$`)
      this.locals.set(key, name)
      this.constant(name, accessorAt(t.identifier(this.table(id)), 0, position))
    }
    return name
  }

  /** `const format$ = $c.keep("…").d0`: dependencies are evaluated before the parts are linked. */
  private dependency(path: string, exported: string): string {
    const { key, as } = this.patch.dependency(path, exported)
    let name = this.locals.get(`dependency ${as}`)
    if (name === undefined) {
      name = this.names.unique(`${exported.replace(/[^\w$]+/g, '_')}$`)
      this.locals.set(`dependency ${as}`, name)
      // the key is one node for all: it gets its value when all dependencies are known
      this.constant(name, t.memberExpression(keptBy(key), t.identifier(as)))
    }
    return name
  }

  private table(id: string): string {
    let name = this.locals.get(id)
    if (name === undefined) {
      name = this.names.unique('$t')
      this.locals.set(id, name)
      this.constant(name, tableOf(id))
    }
    return name
  }

  constant(name: string, value: t.Expression): void {
    this.head.push(constantOf(name, value))
  }
}

/** `const name = value` */
export function constantOf(name: string, value: t.Expression): t.Statement {
  return t.variableDeclaration('const', [t.variableDeclarator(t.identifier(name), value)])
}

/** `$c.table("id")` */
export function tableOf(id: string): t.Expression {
  return contextCall('table', t.stringLiteral(id))
}

/** `tables[slot](position)` */
function accessorAt(tables: t.Expression, slot: number, position: number): t.Expression {
  return t.callExpression(t.memberExpression(tables, t.numericLiteral(slot), true), [t.numericLiteral(position)])
}

function fail(name: string, source: string): never {
  throw unreachable(name, source)
}
