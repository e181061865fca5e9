import { posix } from 'node:path'
import * as t from '@babel/types'
import type { ModuleRecord } from '@iaso/babel-plugin'
import { cellName } from '@iaso/protocol'
import type { Direct } from '../compare/direct.js'
import type { Extension } from '../compare/extensions.js'
import type { Late } from '../compare/late.js'
import { readsOfAdded } from '../compare/reads.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Write } from '../compare/writes.js'
import { writtenExport } from '../compare/written.js'
import type { Findings } from '../findings.js'
import { requireOf } from '../lender.js'
import type { Program } from '../program.js'
import { Imports } from '../resolve/imports.js'
import { addedRecord } from './added-module.js'
import type { PatchScope } from './emitter.js'

/** Notes, while parts are emitted, what else the patch has to bring. */
export class Needed implements PatchScope {
  readonly imports: Imports
  /** Modules to bring, in the order in which they were asked for. */
  readonly modules = new Set<string>()
  /** New dependencies: `path name` → name in the bundle. */
  readonly dependencies = new Map<string, { readonly path: string; readonly name: string; readonly as: string }>()
  /** Under what the runtime keeps the bundle; its value is known once all requests are. */
  readonly dependencyKey = t.stringLiteral('')
  private readonly records = new Map<string, ModuleRecord>()

  constructor(
    private readonly program: Program,
    private readonly topLevels: ReadonlyMap<string, TopLevel>,
    private readonly directs: ReadonlyMap<string, readonly Direct[]>,
    private readonly late: Late,
    private readonly findings: Findings,
  ) {
    this.imports = new Imports(program, topLevels)
  }

  get mapping() {
    return this.program.mapping
  }

  idOf = (path: string): string => this.mapping.modules[path]?.id ?? this.program.input.moduleId(path)

  addedEntry = (path: string, name: string) => {
    this.modules.add(path)
    return this.record(path).table.find(entry => entry.name === name)
  }

  extension = (path: string, name: string) => this.topLevels.get(path)?.extensions.get(name)

  isLate = (made: Extension | Write) => this.late.has(made)

  brought = (from: string, source: string) => {
    const { input, mapping } = this.program
    const path = this.program.resolve(from, source)
    const module = path === undefined ? undefined : input.modules[path]
    if (path === undefined || module?.format !== 'commonjs') return undefined
    if (this.program.isReleased(path) && mapping.modules[path]?.addedBy === undefined) return undefined
    this.modules.add(path)
    return this.idOf(path)
  }

  written = (from: string, source: string, name: string) => {
    const path = this.program.resolve(from, source)
    const after = writtenExport((path && this.topLevels.get(path)?.writes) || [], name)?.after
    return after === undefined || after.kind === 'absent' || /^(descriptor|accessor)$/.test(after.kind)
      ? undefined
      : after.key
  }

  requirer = (from: string, source: string) => {
    const { modules } = this.mapping
    const inBundle = this.bundledRequirer(from, source)
    if (inBundle !== undefined) return inBundle
    const isNear = (path: string) => Number(posix.dirname(path) !== posix.dirname(from))
    const [path] = Object.keys(modules)
      .filter(
        each =>
          modules[each]?.eager &&
          modules[each]?.addedBy === undefined &&
          requireOf(modules[each])?.sources === undefined,
      )
      .filter(each => requireOf(modules[each]) !== undefined)
      .sort((a, b) => isNear(a) - isNear(b) || (a < b ? -1 : 1))
    const entry = path === undefined ? undefined : requireOf(modules[path])
    if (path === undefined || entry === undefined) return undefined
    const target = source.startsWith('.') ? this.program.resolve(from, source) : undefined
    const way = target === undefined ? source : posix.relative(posix.dirname(path), target)
    return { path, entry, source: target === undefined || way.startsWith('.') ? way : `./${way}` }
  }

  /** A module of a bundle that asks for the same module, and under which name. */
  private bundledRequirer(from: string, source: string) {
    const target = this.program.resolve(from, source)
    for (const [path, module] of Object.entries(this.mapping.modules)) {
      const entry = module.eager && module.addedBy === undefined ? requireOf(module) : undefined
      const way = entry?.sources?.find(each => module.resolutions[each] === target)
      if (entry !== undefined && way !== undefined && target !== undefined) return { path, entry, source: way }
    }
    return undefined
  }

  direct = (path: string, name: string) => {
    const found = this.directs.get(path)?.find(each => each.name === name)
    return found === undefined ? undefined : cellName(this.idOf(path), found.cell.cell)
  }

  dependency = (path: string, name: string) => {
    const request = `${path} ${name}`
    const known = this.dependencies.get(request) ?? { path, name, as: `d${this.dependencies.size}` }
    this.dependencies.set(request, known)
    return { key: this.dependencyKey, as: known.as }
  }

  record(path: string): ModuleRecord {
    let record = this.records.get(path)
    if (record === undefined) {
      const module = this.program.next(path)
      record = addedRecord(module, readsOfAdded(this.program, path, this.topLevels, this.findings))
      this.records.set(path, record)
    }
    return record
  }
}
