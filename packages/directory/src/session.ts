import { resolve } from 'node:path'
import { BuildState, OwnPackages, openProject, type Project } from '@iaso/build'
import { TsconfigCache } from 'rolldown/utils'
import { Packages } from './compile/manifest.js'
import { Tsconfigs } from './compile/tsconfig.js'
import { Resolver } from './graph/resolver.js'
import { type SourceFile, scan } from './tree/scan.js'
import { type DirectorySettings, readSettings } from './tree/settings.js'

/** Directories have one environment. */
export const ENVIRONMENT = 'node'

/** All that one build of a directory works with. */
export interface Session {
  readonly project: Project
  readonly settings: DirectorySettings
  /** Absolute. */
  readonly source: string
  /** Absolute. */
  readonly out: string
  readonly files: readonly SourceFile[]
  /** Scripts, by their absolute path. */
  readonly bySource: ReadonlyMap<string, SourceFile>
  readonly state: BuildState
  readonly packages: Packages
  readonly tsconfigs: Tsconfigs
  readonly tsconfigCache: TsconfigCache
  readonly resolver: Resolver
  warn(message: string): void
}

/** @throws IasoError IASO1106, IASO1108, IASO1161, IASO1162, IASO1163 */
export function openSession(root: string, given: Partial<DirectorySettings>, warn: (message: string) => void): Session {
  const settings = readSettings(root, given)
  const { source: from, out: to, entries: _, ...options } = settings
  const project = openProject(root, options, new OwnPackages(import.meta.url, []))
  const source = resolve(project.root, from)
  const out = resolve(project.root, to)
  const files = scan(source, [out, project.directory, project.migrations], warn)
  const packages = new Packages()
  const tsconfigs = new Tsconfigs(project.path, warn)
  const scripts = files.filter(each => each.isScript)
  const outputs = new Map(scripts.map(each => [each.output, each.file]))
  return {
    project,
    settings,
    source,
    out,
    files,
    bySource: new Map(scripts.map(each => [each.file, each])),
    warn,
    packages,
    state: new BuildState(project, ENVIRONMENT, warn),
    tsconfigs,
    tsconfigCache: new TsconfigCache(),
    resolver: new Resolver(packages, tsconfigs, out, outputs),
  }
}
