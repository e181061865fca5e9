import { basename, resolve } from 'node:path'
import { moduleId } from '@iaso/babel-plugin/digest'
import { applicationFilter, isInside, isStyleModule } from './filter.js'
import { readManifest } from './manifest.js'
import { checkOptions, type IasoOptions } from './options.js'
import type { OwnPackages } from './own-packages.js'
import { modulePath, realPath } from './paths.js'

export const MIGRATIONS = 'iaso/migrations'

/** What stays the same for all builds of a project. */
export interface Project {
  readonly app: string
  /** Absolute and real: module ids are real paths too. */
  readonly root: string
  /** Absolute. */
  readonly directory: string
  /** Absolute: where migrations are kept, by release. */
  readonly migrations: string
  /** Absent: all environments. */
  readonly environments: readonly string[] | undefined
  /** Path of a module by the bundler's id for it. */
  path(id: string): string
  moduleId(path: string): string
  /** Does the module with this id of the bundler get guards? */
  isApplication(id: string): boolean
  /** Is it the application's, and gives the names of a style's classes? */
  isStyleModule(id: string): boolean
}

/** @throws IasoError IASO1106, IASO1108 */
export function openProject(hostRoot: string, options: IasoOptions, own: OwnPackages): Project {
  checkOptions(options)
  const root = realPath(hostRoot)
  const app = options.app ?? defaultApp(root)
  const isGuarded = applicationFilter(options)
  const pathOf = remembered(id => modulePath(root, id))
  return {
    app,
    root,
    directory: resolve(root, options.directory ?? '.iaso'),
    migrations: resolve(root, options.migrations ?? MIGRATIONS),
    environments: options.environments,
    path: remembered(id => own.path(id) ?? pathOf(id)),
    moduleId: path => moduleId(app, options.salt ?? '', path),
    // By convention of Rollup, ids with a NUL are modules that a plugin made up.
    isStyleModule: id => isStyleModule(pathOf(id)) && isInside(pathOf(id)),
    isApplication: id => !id.includes('\0') && own.path(id) === undefined && isGuarded(pathOf(id)),
  }
}

/** A build asks many times for each module's path, and each time links would be followed on the disk. */
function remembered(find: (id: string) => string): (id: string) => string {
  const known = new Map<string, string>()
  return id => {
    const path = known.get(id) ?? find(id)
    known.set(id, path)
    return path
  }
}

function defaultApp(root: string): string {
  const { name: own } = readManifest(root) ?? {}
  const name = typeof own === 'string' && own !== '' ? own : basename(root)
  return name.replace(/[^\w@./-]+/g, '-') || 'app'
}
