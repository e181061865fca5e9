import * as t from '@babel/types'
import type { Fn, Module } from '@iaso/babel-plugin'
import type { Program } from '../program.js'
import { type Callee, Callees } from '../resolve/callee.js'
import { Meaning } from '../resolve/meaning.js'
import { parentsOf } from '../resolve/parents.js'
import { wordOf } from '../texts.js'

/** So many modules are looked through for what `this.each(f)` may mean. */
const MOST = 20

/** Finds functions of other modules, in all versions that may run. */
export class Called {
  private readonly callees: Callees
  private readonly byName = new Map<string, readonly Callee[]>()

  constructor(
    private readonly program: Program,
    private readonly side: 'old' | 'new',
  ) {
    this.callees = new Callees(new Meaning(program, side))
  }

  /** What is called where `callee` stands; nothing: nobody can say. */
  by(callee: t.Node, module: Module, user: Fn | null): readonly Callee[] {
    const method = methodOfThis(callee)
    if (method !== undefined) return this.methods(method, module, user)
    const found = this.callees.find(callee, module)
    return found === undefined ? [] : this.versions(found)
  }

  /** All methods of that name, but for too many. */
  byMethod(name: string): readonly Callee[] {
    return this.named(name).flatMap(each => (plain(each.fn).includes('.') ? this.versions(each) : []))
  }

  /** Some code of the program has the text. */
  mentions(text: string): boolean {
    const { mapping, input } = this.program
    const patched = mapping.patches.flatMap(({ modules }) => Object.values(modules))
    return [Object.values(mapping.modules), Object.values(input.modules), patched].some(all =>
      all.some(({ code }) => code.includes(text)),
    )
  }

  /** The same function in all versions of its module that may run. */
  versionsOf(fn: Fn, module: Module): readonly Callee[] {
    const known = this.versions({ fn, module })
    return known.length > 0 ? known : [{ fn, module }]
  }

  /** All modules, in all versions that may run, that lead to a path; nothing, where no other module does: who asks for it isn't of the program. */
  importing(path: string): readonly Importing[] {
    const { mapping, input } = this.program
    const patched = new Set(mapping.patches.flatMap(({ modules }) => Object.keys(modules)))
    const leadsThere = (from: string) =>
      [mapping.modules[from], input.modules[from]].some(each => Object.values(each?.resolutions ?? {}).includes(path))
    const paths = Object.keys(this.side === 'old' ? mapping.modules : input.modules)
    if (!paths.some(from => from !== path && leadsThere(from))) return []
    return paths
      .filter(from => leadsThere(from) || (this.side === 'old' && patched.has(from)))
      .flatMap(from =>
        this.modulesAt(from).map(module => ({ module, isThis: source => this.leads(from, source, path) })),
      )
  }

  /** What patches asked for in between, nobody has kept: it may be anything. */
  private leads(from: string, source: string, path: string): boolean {
    const { mapping, input } = this.program
    const own = this.side === 'old' ? mapping.modules[from]?.resolutions[source] : undefined
    return (own ?? input.modules[from]?.resolutions[source] ?? (/^[./]/.test(source) ? path : undefined)) === path
  }

  private modulesAt(path: string): readonly Module[] {
    if (this.side === 'new') return [this.program.next(path)]
    if (this.program.input.modules[path] === undefined) return [this.program.old(path)]
    return this.program
      .pair(path)
      .versionsSince({})
      .map(({ module }) => module)
  }

  private versions(found: Callee): readonly Callee[] {
    const { path } = found.module
    if (this.side === 'new') return [found]
    if (this.program.input.modules[path] === undefined) return []
    const versions = this.program.pair(path).versionsSince({})
    const id = versions.find(({ module }) => module === found.module)?.idOf(found.fn)
    return versions.flatMap(({ module, functionOf }) => {
      const fn = id === undefined ? undefined : functionOf(id)
      return fn === undefined ? [] : [{ fn, module }]
    })
  }

  /** `this.each(f)`: every function of that name, for a subclass may have its own; what `this` is must have one. */
  private methods(name: string, from: Module, user: Fn | null): readonly Callee[] {
    const method = methodAround(user)
    if (method === undefined) return []
    const klass = classOf(method)
    const home = literalOf(method, from)
    const all = this.named(name)
    const isOwn = all.some(({ fn, module }) => {
      if (klass !== undefined) return module.path === from.path && plain(fn) === `${klass}.${name}`
      return home !== undefined && literalOf(fn, module) === home
    })
    return isOwn ? all.flatMap(each => this.versions(each)) : []
  }

  private named(name: string): readonly Callee[] {
    let found = this.byName.get(name)
    if (found === undefined) {
      found = this.look(name)
      this.byName.set(name, found)
    }
    return found
  }

  /** Nothing, where too many modules have one to look through. */
  private look(name: string): readonly Callee[] {
    const { mapping, input } = this.program
    const isNamed = wordOf(name)
    const modules = this.side === 'old' ? mapping.modules : input.modules
    const paths = Object.keys(modules).filter(path => isNamed.test(modules[path]?.code ?? ''))
    if (paths.length > MOST) return []
    return paths.flatMap(path => {
      const module = this.side === 'old' ? this.program.old(path) : this.program.next(path)
      return module.functions.filter(fn => isMethod(fn, name)).map(fn => ({ fn, module }))
    })
  }
}

function methodOfThis(callee: t.Node): string | undefined {
  if (!t.isMemberExpression(callee, { computed: false }) || callee.object.type !== 'ThisExpression') return undefined
  return callee.property.type === 'Identifier' ? callee.property.name : undefined
}

/** The function whose `this` it is. */
function methodAround(user: Fn | null): Fn | undefined {
  let at = user
  while (at?.kind === 'arrow') at = at.parent
  return at ?? undefined
}

/** `List`, `List.prototype` */
function classOf(method: Fn): string | undefined {
  const name = plain(method)
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined
}

/** `{ each: function () {} }` */
function literalOf({ node }: Fn, module: Module): t.Node | undefined {
  const parents = parentsOf(module)
  const property = node.type === 'ObjectMethod' ? node : parents.get(node)
  const literal = property && parents.get(property)
  return literal?.type === 'ObjectExpression' ? literal : undefined
}

/** `each`, `List.prototype.each` */
function isMethod(fn: Fn, name: string): boolean {
  return plain(fn).split(/[./]/).at(-1) === name
}

/** Without what tells it from others of its name. */
function plain({ key }: Fn): string {
  return key.replace(/~\d+$/, '')
}

const finders = new WeakMap<Module, Called>()

/** Functions that a module calls are looked for by `called` from now on. */
export function introduce(module: Module, called: Called): Module {
  finders.set(module, called)
  return module
}

/** The functions of the program that are called where `callee` stands; nothing: nobody can say. */
export function calledBy(callee: t.Node, module: Module, user: Fn | null): readonly Callee[] {
  return finders.get(module)?.by(callee, module, user) ?? []
}

/** The program's own methods of a name. */
export function methodsNamed(name: string, module: Module): readonly Callee[] {
  return finders.get(module)?.byMethod(name) ?? []
}

/** A module that imports another. */
export interface Importing {
  readonly module: Module
  /** A specifier in it leads to the other. */
  readonly isThis: (source: string) => boolean
}

/** The modules of the program that import a module, in all versions that may run; nothing: nobody can say. */
export function importingModules(module: Module): readonly Importing[] {
  return finders.get(module)?.importing(module.path) ?? []
}

/** A function in all versions that may run. */
export function versionsOf(fn: Fn, module: Module): readonly Callee[] {
  return finders.get(module)?.versionsOf(fn, module) ?? [{ fn, module }]
}

/** Some code of the program has the text. */
export function mentions(text: string, module: Module): boolean {
  return finders.get(module)?.mentions(text) ?? true
}
