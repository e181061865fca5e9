import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import {
  type Fn,
  fnOf,
  freePosition,
  Guards,
  lazyTable,
  type Module,
  type ModuleRecord,
  type Reference,
  recordOf,
  registerPrivates,
} from '@iaso/babel-plugin'
import type { TableEntry } from '@iaso/protocol'
import { inlineShape } from '../program.js'
import { NAMELESS } from '../resolve/exports.js'
import type { Access } from './access.js'
import { copyTree } from './clone.js'
import { Emitter, type PatchScope, tableOf } from './emitter.js'
import { CONTEXT, contextCall } from './keep.js'
import { named } from './named.js'
import { placeName } from './places.js'
import { Refusal, unreachable } from './refusal.js'
import { rewrite, type Surroundings } from './rewrite.js'

/** Record of a module that a patch brings; its default export is handed out even if it has no name. */
export function addedRecord(module: Module, reads: ReadonlyMap<Fn, string>): ModuleRecord {
  const plain = recordOf(module)
  const ids = new Map(module.functions.map(fn => [fn, fn.id]))
  const inline = (fn: Fn) => inlineShape(fn, module, ids, reads.get(fn))
  const record = {
    ...plain,
    cells: plain.cells.map(cell => ({ ...cell, inline: inline(module.functions[cell.function] as Fn) })),
  }
  if (!module.program.body.some(isNamelessDefault)) return record
  const nameless: TableEntry = { name: NAMELESS, kind: 'binding', get: freePosition(record.table) }
  return { ...record, table: [...record.table, nameless] }
}

/** Emits a module that the release doesn't have as a function that registers and evaluates it. */
export class AddedModule extends Emitter {
  constructor(
    module: Module,
    path: string,
    patch: PatchScope,
    private readonly record: Pick<ModuleRecord, 'table' | 'cells'>,
    private readonly fingerprint: string,
  ) {
    super(module, path, patch)
  }

  /** `$c => { "use strict"; const $r = $c.define(…); …; $r(() => […]) }` */
  evaluate(): t.Expression {
    if (this.module.format === 'commonjs') return this.evaluateCommonJs()
    const local = this.names.unique('$r')
    const nameless = this.names.unique('$default')
    const program = this.guardedCopy(local)
    const around = this.surroundings()
    const body = program.body.flatMap(statement => {
      const plain = unexported(statement, nameless)
      return plain === undefined ? [] : [rewrite(plain, around) as t.Statement]
    })
    const table = this.record.table.flatMap(entry => this.tableFunctions(entry, nameless))
    const register = t.expressionStatement(t.callExpression(t.identifier(local), [lazyTable(table)]))
    // registered last: a module that throws on the way is never taken for one that is there
    const block = t.blockStatement([this.define(local), ...this.head, ...body, register])
    block.directives.push(t.directive(t.directiveLiteral('use strict')))
    return t.arrowFunctionExpression([t.identifier(CONTEXT)], block)
  }

  /**
   * `$c => { let $m; return () => { if (!$m) …; return $m.exports } }`: the runtime keeps the function, which evaluates the module when it is
   * first called, as `require` does.
   */
  private evaluateCommonJs(): t.Expression {
    const local = this.names.unique('$r')
    const made = this.names.unique('$m')
    const { body, directives } = rewrite(this.guardedCopy(local), this.surroundings()) as t.Program
    const table = this.record.table.map(entry => this.tableFunctions(entry, ''))
    const register = t.expressionStatement(t.callExpression(t.identifier(local), [lazyTable(table.flat())]))
    const code = t.functionExpression(
      null,
      [t.identifier('module'), t.identifier('exports')],
      t.blockStatement([this.define(local), register, ...body], directives),
    )
    const evaluate = parseExpression(`() => {
      if (!${made}) {
        ${made} = { exports: {} }
        try { code.call(${made}.exports, ${made}, ${made}.exports) }
        catch (error) { ${made} = undefined; throw error }
      }
      return ${made}.exports
    }`) as t.ArrowFunctionExpression
    t.traverseFast(evaluate, node => {
      if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'code')
        node.object = code
    })
    const kept = t.variableDeclaration('let', [t.variableDeclarator(t.identifier(made))])
    return t.arrowFunctionExpression(
      [t.identifier(CONTEXT)],
      t.blockStatement([...this.head, kept, t.returnStatement(evaluate)]),
    )
  }

  private surroundings(): Surroundings {
    return {
      references: this.references,
      resolve: (reference: Reference) => this.resolve(reference),
      place: (node: t.Node): never => {
        throw unreachable(placeName(node), this.path)
      },
      required: source => this.required(source),
      privates: () => undefined,
      self: {},
    }
  }

  /** Modules of one patch may import each other, and what is evaluated first finds the others when it needs them. */
  protected override isThere(path: string): boolean {
    return Object.hasOwn(this.patch.mapping.modules, path) && this.patch.mapping.modules[path]?.addedBy === undefined
  }

  protected override tablesOf(path: string): t.Expression {
    return tableOf(this.patch.idOf(path))
  }

  private resolve({ node, binding, member, fn }: Reference): Access | undefined {
    if (binding === undefined) this.refuseHostName(node.name as string)
    if (binding?.imported === undefined) return undefined
    const { source, name } = binding.imported
    const wanted = name === '*' && member !== undefined ? member : name
    const target = this.patch.imports.find(this.path, source, wanted)
    // what parts add to modules of the release is made when all added modules have run
    if (
      fn === null &&
      target.kind === 'extension' &&
      this.patch.extension(target.path, target.name)?.constant === undefined
    )
      throw unreachable(wanted, target.path)
    return this.imported(source, wanted)
  }

  /** What only a file has; a `require` of something that is written there is answered before. */
  private refuseHostName(name: string): void {
    if (this.module.format === 'commonjs' && FILE_NAMES.has(name)) throw new Refusal('IASO2111', { what: name })
  }

  private guardedCopy(local: string): t.Program {
    const { node, nodes } = copyTree(this.module.program, this.module, fnOf(this.module), this.references)
    const guards = new Guards(this.patch.idOf(this.path), this.names)
    for (const [fn, at] of nodes) {
      const cell = this.record.cells.find(each => each.function === fn.id)
      if (cell !== undefined) guards.put({ ...fn, node: at as Fn['node'] }, cell)
    }
    const copies = copiedClasses(this.module, node as t.Program)
    registerPrivates({ ...this.module, classes: copies }, local)
    return node as t.Program
  }

  private define(local: string): t.Statement {
    const args = [
      t.stringLiteral(this.patch.idOf(this.path)),
      t.stringLiteral(this.fingerprint),
      t.numericLiteral(this.module.functions.length),
    ]
    const call = contextCall('define', ...args)
    return t.variableDeclaration('const', [t.variableDeclarator(t.identifier(local), call)])
  }

  /** `require` of a module that has no file is the one of a module that has. */
  private hostName(name: string): t.Expression {
    const from = name === 'require' ? this.patch.requirer(this.path, '') : undefined
    if (name === 'require' && from === undefined) return t.arrowFunctionExpression([], t.buildUndefinedNode())
    return t.arrowFunctionExpression(
      [],
      from === undefined ? t.identifier(name) : this.entry(from.path, from.entry).read(),
    )
  }

  private tableFunctions({ name, kind, set, imported }: TableEntry, nameless: string): t.Expression[] {
    if (kind === 'place' && this.module.format === 'commonjs') return [this.hostName(name)]
    if (kind === 'place') throw new Refusal('IASO2111', { what: name })
    const value =
      imported !== undefined ? this.imported(...imported).read() : t.identifier(name === NAMELESS ? nameless : name)
    const getter = t.arrowFunctionExpression([], value)
    if (set === undefined) return [getter]
    const parameter = t.identifier(name === 'v' ? 'w' : 'v')
    return [
      getter,
      t.arrowFunctionExpression([parameter], t.assignmentExpression('=', t.identifier(name), t.cloneNode(parameter))),
    ]
  }
}

const FILE_NAMES: ReadonlySet<string> = new Set(['require', '__dirname', '__filename'])

function isNamelessDefault(statement: t.Statement): boolean {
  if (statement.type !== 'ExportDefaultDeclaration') return false
  const { declaration } = statement
  return !((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id)
}

/** The statement without its `export`; undefined for imports and lists, which say nothing at run time. */
function unexported(statement: t.Statement, nameless: string): t.Statement | undefined {
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return undefined
    case 'ExportNamedDeclaration':
      return statement.declaration ?? undefined
    case 'ExportDefaultDeclaration':
      return isNamelessDefault(statement)
        ? constant(nameless, statement.declaration)
        : (statement.declaration as t.Statement)
    default:
      return statement
  }
}

/** `export default () => {}` is named `default`. */
function constant(name: string, declaration: t.ExportDefaultDeclaration['declaration']): t.Statement {
  const types: Record<string, string> = {
    FunctionDeclaration: 'FunctionExpression',
    ClassDeclaration: 'ClassExpression',
  }
  const value = { ...declaration, type: types[declaration.type] ?? declaration.type } as unknown as t.Expression
  return t.variableDeclaration('const', [t.variableDeclarator(t.identifier(name), named(value, 'default'))])
}

/** The classes of a module with their nodes in a copy: both trees list them in the same order. */
function copiedClasses(module: Module, copy: t.Program): Module['classes'] {
  const classNodes = (root: t.Node): t.Class[] => {
    const found: t.Class[] = []
    t.traverseFast(root, node => {
      if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') found.push(node)
    })
    return found
  }
  const originals = classNodes(module.program)
  const copies = classNodes(copy)
  return module.classes.map(klass => ({ ...klass, node: copies[originals.indexOf(klass.node)] as t.Class }))
}
