import * as t from '@babel/types'
import type { Binding, Fn, Module } from '@iaso/babel-plugin'
import { keyOfMember } from '../compare/slots.js'
import { type Export, exportsOf } from '../resolve/exports.js'
import { parentsOf } from '../resolve/parents.js'
import { requireSource } from '../resolve/required.js'
import { importingModules, mentions, versionsOf } from './called.js'
import { declared, nameOf, selfOf } from './names.js'

/** A call in the code of `user`. */
export interface CallSite {
  readonly node: t.Node
  readonly user: Fn | null
  readonly module: Module
}

/**
 * All calls of a function that a module declares, or hands out to modules of the program that only call it. As for parameters, a module that
 * others of the program import is handed to nobody else.
 *
 * @returns undefined: somebody else may call it
 */
export function callsOf(fn: Fn, module: Module): readonly CallSite[] | undefined {
  const all = versionsOf(fn, module).map(version => callsOfVersion(version.fn, version.module))
  return all.some(each => each === undefined) ? undefined : all.flatMap(each => each ?? [])
}

function callsOfVersion(fn: Fn, module: Module): readonly CallSite[] | undefined {
  const sites = new Sites(module)
  const { node } = fn
  const parent = parentsOf(module).get(node)
  if (parent?.type === 'CallExpression' && parent.callee === node) return [{ node: parent, user: fn.parent, module }]
  const [binding, self] = [nameOf(fn, module), selfOf(fn)]
  if (self !== undefined && !sites.addUses(self)) return undefined
  if (binding === undefined) return sites.isHandedOut(node) ? sites.all() : undefined
  return sites.addUses(binding) && sites.addExports(binding) ? sites.all() : undefined
}

/** What gives a function away: its calls, and the names that other modules find it under. */
class Sites {
  private readonly found: CallSite[] = []
  /** Names of exports; empty: all that a CommonJS module hands out. */
  private readonly exported: string[][] = []

  constructor(private readonly module: Module) {}

  all(): readonly CallSite[] | undefined {
    if (this.exported.length === 0) return this.found
    if (!this.exported.every(keys => onlySets(keys, this.module) && !isCalledByThis(keys, this.module)))
      return undefined
    const importers = importingModules(this.module)
    if (importers.length === 0) return undefined
    const isModule = this.module.format === 'module'
    const isClear = importers.every(({ module, isThis }) =>
      this.exported.every(keys => new Importer(module, isThis, isModule, keys, this.found).isClear()),
    )
    return isClear ? this.found : undefined
  }

  addUses(binding: Binding): boolean {
    return binding.references.every(({ node, fn, exported, write, read }) => {
      if (node === binding.node || exported || (write && !read)) return true
      return this.isHandedOut(node) || addCall(node, fn, this.module, this.found)
    })
  }

  addExports(binding: Binding): boolean {
    if (binding.owner !== null) return true
    if (this.module.format !== 'module') return this.module.format === 'commonjs'
    for (const [name, is] of exportsOf(this.module).named) if (isOf(is, binding)) this.exported.push([name])
    return true
  }

  /** `module.exports = f`, `exports.f = f`, `module.exports = { f }` */
  isHandedOut(node: t.Node): boolean {
    const parents = parentsOf(this.module)
    const parent = parents.get(node)
    if (this.module.format !== 'commonjs') return false
    if (parent?.type === 'ObjectProperty' && parent.value === node && !parent.computed) {
      const literal = parents.get(parent) as t.Node
      const key = parent.key.type === 'Identifier' ? parent.key.name : undefined
      const target = this.targetOf(literal)
      return key !== undefined && target !== undefined && this.note(target, [key])
    }
    const target = this.targetOf(node)
    return target !== undefined && this.note(target, [])
  }

  /** A statement `target = value`, `exports = target = value`: nothing else takes the value. */
  private targetOf(value: t.Node): t.Node | undefined {
    const parents = parentsOf(this.module)
    const put = parents.get(value)
    if (put?.type !== 'AssignmentExpression' || put.operator !== '=' || put.right !== value) return undefined
    const around = parents.get(put)
    const isAlone =
      around?.type === 'ExpressionStatement' ||
      (around?.type === 'AssignmentExpression' && t.isIdentifier(around.left, { name: 'exports' }))
    return isAlone ? put.left : undefined
  }

  private note(target: t.Node, below: readonly string[]): boolean {
    const keys = exportKeys(target, this.module)
    if (keys === undefined || keys.length + below.length > 1) return false
    this.exported.push([...keys, ...below])
    return true
  }
}

function isOf(is: Export, { name }: Binding): boolean {
  return is.kind === 'local' && is.name === name
}

/** `module.exports` → `[]`, `exports.f` and `module.exports.f` → `['f']` */
function exportKeys(node: t.Node, module: Module): string[] | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const key = keyOfMember(node)
  const { object } = node
  if (key === undefined) return undefined
  const isHosts = (name: string) =>
    t.isIdentifier(object, { name }) && module.references.get(object)?.binding === undefined
  if (isHosts('module')) return key === 'exports' ? [] : undefined
  if (isHosts('exports')) return [key]
  const whole = exportKeys(object, module)
  return whole?.length === 0 ? [key] : undefined
}

/** A CommonJS module itself doesn't read what it hands out under these keys. */
function onlySets([key]: readonly string[], module: Module): boolean {
  const parents = parentsOf(module)
  if (module.format !== 'commonjs') return true
  return [...module.references.values()].every(({ node, binding }) => {
    if (binding !== undefined || (node.name !== 'exports' && node.name !== 'module')) return true
    let at: t.Node = node
    for (let up = parents.get(at); up?.type === 'MemberExpression' && up.object === at; up = parents.get(at)) at = up
    const parent = parents.get(at)
    if (parent?.type === 'AssignmentExpression' && parent.left === at) return true
    const keys = exportKeys(at, module)
    if (keys?.length === 1 && key !== undefined) return keys[0] !== key
    // Object.defineProperty(exports, '__esModule', …)
    return parent?.type === 'CallExpression' && t.isStringLiteral(parent.arguments[1], { value: '__esModule' })
  })
}

/** `module.exports = { make, run() { return this.make() } }`, and `this` as a value, which may be what the module hands out. */
function isCalledByThis([key]: readonly string[], module: Module): boolean {
  if (key !== undefined && mentions(`this.${key}`, module)) return true
  const parents = parentsOf(module)
  let found = false
  t.traverseFast(module.program, node => {
    // classes have instances of their own
    if (t.isClass(node)) return t.traverseFast.skip
    const parent = node.type === 'ThisExpression' ? parents.get(node) : undefined
    if (parent !== undefined && !(parent.type === 'MemberExpression' && parent.object === node && !parent.computed))
      found = true
    return undefined
  })
  return found
}

function addCall(node: t.Node, user: Fn | null, module: Module, found: CallSite[]): boolean {
  const call = parentsOf(module).get(node)
  if (call?.type !== 'CallExpression' || call.callee !== node) return false
  found.push({ node: call, user, module })
  return true
}

/** A module that imports the one with the function, and what it does with it. */
class Importer {
  constructor(
    private readonly module: Module,
    /** A specifier leads to the module with the function. */
    private readonly isThis: (source: string) => boolean,
    /** That one is an ES module. */
    private readonly isModule: boolean,
    private readonly keys: readonly string[],
    private readonly found: CallSite[],
  ) {}

  /** All that is done with it is seen: it is called. */
  isClear(): boolean {
    const { module } = this
    const handsOn = module.program.body.some(
      statement =>
        (statement.type === 'ExportAllDeclaration' || statement.type === 'ExportNamedDeclaration') &&
        statement.source != null &&
        this.isThis(statement.source.value),
    )
    return !handsOn && !this.importsLate() && this.importsAreClear() && this.requiresAreClear()
  }

  private importsLate(): boolean {
    return this.module.places.some(
      ({ name }) => name.startsWith('import("') && this.isThis(JSON.parse(name.slice('import('.length, -1)) as string),
    )
  }

  private importsAreClear(): boolean {
    return [...this.module.scope.bindings.values()].every(({ imported, references, node: name }) => {
      if (imported === undefined || !this.isThis(imported.source)) return true
      const keys = this.keysOf(imported.name)
      return (
        keys === undefined ||
        references.every(({ node, exported }) => node === name || (!exported && this.isOnlyCalled(node, keys)))
      )
    })
  }

  /** Where the function is in an imported name; undefined: it isn't. */
  private keysOf(name: string): readonly string[] | undefined {
    const [key] = this.keys
    if (name === '*' || (name === 'default' && !this.isModule)) return this.keys
    return name === key ? [] : undefined
  }

  private requiresAreClear(): boolean {
    const { module } = this
    let isClear = true
    t.traverseFast(module.program, node => {
      if (node.type !== 'CallExpression' || !isClear) return
      const source = requireSource(node, module)
      if (source !== undefined && this.isThis(source)) isClear = this.isOnlyCalled(node, this.keys)
    })
    return isClear
  }

  /** What stands here has the function under these keys. */
  private isOnlyCalled(node: t.Node, keys: readonly string[]): boolean {
    const parent = parentsOf(this.module).get(node)
    const [key] = keys
    if (key === undefined && parent?.type === 'CallExpression' && parent.callee === node)
      return addCall(node, this.userOf(node), this.module, this.found)
    if (key !== undefined && parent?.type === 'MemberExpression' && parent.object === node) {
      const asked = keyOfMember(parent)
      return asked !== undefined && (asked !== key || this.isOnlyCalled(parent, []))
    }
    if (parent?.type === 'ExpressionStatement') return true
    return parent?.type === 'VariableDeclarator' && parent.init === node && this.isClearIn(parent.id, keys)
  }

  private isClearIn(pattern: t.Node, keys: readonly string[]): boolean {
    if (pattern.type === 'Identifier') return this.isClearName(pattern, keys)
    if (pattern.type !== 'ObjectPattern') return false
    return pattern.properties.every(property => {
      if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return false
      return property.key.name !== keys[0] || this.isClearIn(property.value, keys.slice(1))
    })
  }

  private isClearName(name: t.Identifier, keys: readonly string[]): boolean {
    const binding = declared(name, this.module)
    if (binding === undefined) return true
    return (
      !binding.assigned &&
      binding.references.every(
        ({ node, exported }) => node === binding.node || (!exported && this.isOnlyCalled(node, keys)),
      )
    )
  }

  private userOf(node: t.Node): Fn | null {
    return this.module.references.get(rootOf(node))?.fn ?? null
  }
}

function rootOf(node: t.Node): t.Node {
  if (node.type === 'MemberExpression') return rootOf(node.object)
  return node.type === 'CallExpression' ? rootOf(node.callee) : node
}
