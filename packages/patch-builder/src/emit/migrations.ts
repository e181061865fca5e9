import * as t from '@babel/types'
import { analyze, parse } from '@iaso/babel-plugin'
import type { Mapping, TableEntry } from '@iaso/protocol'
import type { Findings } from '../findings.js'
import { noting } from '../migrate/index.js'
import { type Migration, MigrationFault, type ModuleUse, type NameUse } from '../migrate/migration.js'
import type { Program } from '../program.js'
import type { Access } from './access.js'
import { Emitter, type PatchScope, tableOf } from './emitter.js'
import { CONTEXT } from './keep.js'
import { migrate, there } from './migrate.js'
import { RUNTIME } from './script.js'

/**
 * The part with the migrations. It comes last, so that they run when all cells are set, and its link runs when nothing else can fail any more.
 */
export function emitMigrations(
  program: Program,
  migrations: readonly Migration[],
  patch: PatchScope,
  findings: Findings,
): t.Expression[] {
  if (migrations.length === 0) return []
  const host = hostOf(program.mapping)
  const module = program.mapping.modules[host]
  if (module === undefined) return []
  const emitter = new MigrationEmitter(host, patch, program, migrations)
  for (const each of migrations) noting(each.path, findings, () => emitter.add(each))
  return [t.arrayExpression([t.stringLiteral(module.id), t.stringLiteral(module.fingerprint), emitter.link()])]
}

/** Of the modules that are there at start, one that no other imports: once it runs, the others have run. */
export function hostOf({ modules }: Mapping): string {
  const eager = Object.keys(modules).filter(path => modules[path]?.eager && modules[path]?.addedBy === undefined)
  const imported = new Set(eager.flatMap(path => Object.values(modules[path]?.resolutions ?? {})))
  return eager.find(path => !imported.has(path)) ?? eager[0] ?? ''
}

class MigrationEmitter extends Emitter {
  private readonly modules = new Map<string, Map<string, t.ObjectMember[]>>()
  private readonly list: t.Expression[] = []

  constructor(
    host: string,
    patch: PatchScope,
    private readonly program: Program,
    migrations: readonly Migration[],
  ) {
    super(analyze(parse('', 'module', host).program, 'module', host), host, patch)
    for (const { module } of migrations)
      for (const name of [...module.names, ...module.globals.keys()]) this.names.reserve(name)
  }

  /** @throws MigrationFault what it asks for can't be reached */
  add(migration: Migration): void {
    for (const [path, use] of migration.uses) this.use(path, use)
    const { body } = migration.module.program
    const own = body.filter(({ type }) => type !== 'ImportDeclaration' && type !== 'ExportDefaultDeclaration')
    const make = t.arrowFunctionExpression(
      [],
      own.length === 0 ? migration.steps : t.blockStatement([...own, t.returnStatement(migration.steps)]),
    )
    this.list.push(t.arrayExpression([t.stringLiteral(migration.key), make]))
  }

  /** `$c => { …; return { "": migrate(…) } }` */
  link(): t.Expression {
    const { app } = this.patch.mapping
    const args = t.objectExpression([t.objectProperty(t.identifier('modules'), this.allModules())])
    const installs = migrate(t.identifier(CONTEXT), t.identifier(RUNTIME), app, t.arrayExpression(this.list), args)
    const body = t.blockStatement([
      ...this.head,
      t.returnStatement(t.objectExpression([t.objectProperty(t.stringLiteral(''), installs)])),
    ])
    body.directives.push(t.directive(t.directiveLiteral('use strict')))
    return t.arrowFunctionExpression([t.identifier(CONTEXT)], body)
  }

  /** Where a module isn't sure to be loaded, nothing is looked up ahead. */
  protected override tablesOf(path: string): t.Expression {
    return tableOf(this.patch.idOf(path))
  }

  private allModules(): t.Expression {
    return t.objectExpression(
      [...this.modules].map(([path, members]) => {
        const object = t.objectExpression([...members.values()].flat())
        const key = t.stringLiteral(path)
        if (!this.isLate(path)) return t.objectProperty(key, object)
        const value = t.logicalExpression('&&', there(t.identifier(CONTEXT), this.patch.idOf(path)), object)
        return t.objectMethod('get', key, [], t.blockStatement([t.returnStatement(value)]))
      }),
    )
  }

  private isLate(path: string): boolean {
    return this.program.isReleased(path) && this.patch.mapping.modules[path]?.eager === false
  }

  private use(path: string, { names, unconditional }: ModuleUse): void {
    if (unconditional !== undefined && this.isLate(path)) throw new MigrationFault('IASO2162', unconditional, { path })
    const members = this.modules.get(path) ?? new Map<string, t.ObjectMember[]>()
    this.modules.set(path, members)
    for (const [name, use] of names) {
      const access = this.reach(path, name, use)
      members.set(name, [...accessors(name, access), ...(members.get(name)?.slice(access.write ? 2 : 1) ?? [])])
      const cell = this.patch.direct(path, name)
      for (const call of use.calls) call.callee = unbound(call.callee as t.Expression, cell)
    }
  }

  /** @throws MigrationFault */
  private reach(path: string, name: string, { node, assigned }: NameUse): Access {
    const fail = (detail: string): never => {
      throw new MigrationFault('IASO2160', node, { path, name, detail })
    }
    if (!this.program.isReleased(path) && this.program.input.modules[path] === undefined)
      return fail('there is no such module, or it has no guards')
    const access = this.find(path, name)
    if (access === undefined) return fail('the module has no such name, or none that a patch can reach')
    if (assigned && access.write === undefined) return fail('nobody assigns it there, so a patch can only read it')
    return access
  }

  private find(path: string, name: string): Access | undefined {
    if (!this.program.isReleased(path)) return this.accessTo({ kind: 'added', path, name })
    if (this.patch.extension(path, name) !== undefined) return this.accessTo({ kind: 'extension', path, name })
    const isNamed = (entry: TableEntry) => entry.name === name && (entry.kind === 'binding' || entry.kind === 'import')
    const entry = this.patch.mapping.modules[path]?.table.find(isNamed)
    return entry === undefined ? undefined : this.entry(path, entry)
  }
}

/** `get total() { return total$() }, set total(v) { set_total$(v) }` */
function accessors(name: string, { read, write }: Access): t.ObjectMember[] {
  const getter = t.objectMethod('get', t.stringLiteral(name), [], t.blockStatement([t.returnStatement(read())]))
  if (write === undefined) return [getter]
  const value = t.identifier('v')
  const assign = t.expressionStatement(write(t.cloneNode(value)))
  return [getter, t.objectMethod('set', t.stringLiteral(name), [value], t.blockStatement([assign]))]
}

/** `modules['src/cart.ts'].total()` calls a function, not a method; where it gained a parameter, past the guard. */
function unbound(callee: t.Expression, cell: string | undefined): t.Expression {
  return cell === undefined
    ? t.sequenceExpression([t.numericLiteral(0), callee])
    : t.logicalExpression('||', t.identifier(cell), callee)
}
