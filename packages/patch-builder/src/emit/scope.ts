import * as t from '@babel/types'
import type { ModuleRecord } from '@iaso/babel-plugin'
import { cellName } from '@iaso/protocol'
import type { Direct } from '../compare/direct.js'
import { readsOfAdded } from '../compare/reads.js'
import type { TopLevel } from '../compare/toplevel.js'
import type { Findings } from '../findings.js'
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
