import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project } from '@iaso/build/load'
import { explain, type Mapping } from '@iaso/protocol'
import type { Plain } from '../load/read.js'
import type { Release } from './index.js'
import { ENVIRONMENT } from './record.js'
import { digestOf } from './sources.js'

/**
 * A process runs the sources that it was started with. What it, its threads and its processes load after these have been changed comes out of the
 * release's mapping: else they would run code of two releases, and no patch would fit both.
 */
export class ReleasedCode {
  #mapping: Mapping | undefined

  constructor(
    private readonly project: Project,
    private readonly release: Release,
    private readonly warn: (message: string) => void,
  ) {}

  has(path: string): boolean {
    return Object.hasOwn(this.release.sources, path)
  }

  /** The code that a module had when the process was started; nothing if it has that still. */
  changed(path: string, file: string): Plain | undefined {
    if (digestOf(file) === this.release.sources[path]) return undefined
    const module = this.#read()?.modules[path]
    if (!module) {
      this.warn(`IASO1114 ${explain('IASO1114', { file: path })}`)
      return undefined
    }
    return { code: module.code, format: module.format === 'module' ? 'module' : 'commonjs', inputMap: undefined }
  }

  #read(): Mapping | undefined {
    const file = join(this.project.directory, ENVIRONMENT, this.release.id, 'mapping.json')
    try {
      this.#mapping ??= JSON.parse(readFileSync(file, 'utf8')) as Mapping
    } catch {
      // Not recorded, or not yet: the caller says so.
    }
    return this.#mapping
  }
}
