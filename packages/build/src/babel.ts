import { posix } from 'node:path'
import { fingerprint, moduleId, type PluginMetadata } from '@iaso/babel-plugin'
import { buildPatch, type NewModule, type PatchResult } from '@iaso/patch-builder'
import { IasoError, MAPPING_SCHEMA, type Mapping, type ModuleMapping, type Verdict } from '@iaso/protocol'
import { releaseId } from './identity.js'
import { releaseStatement } from './release-statement.js'
import { VERSION } from './version.js'

/** What the Babel plugin leaves in `result.metadata.iaso`. */
export interface BabelModule extends PluginMetadata {
  /** Where imports lead: specifier → path of one of the modules. @default relative specifiers, with and without extension */
  readonly resolutions?: Readonly<Record<string, string>>
  /** It is evaluated at start, not by an `import()` later on. @default true */
  readonly eager?: boolean
}

export interface BabelRelease {
  /** Private; keep it (as JSON) for as long as the release runs. */
  readonly mapping: Mapping
  /** A statement that must run before any of the modules: it says which release this is. */
  readonly banner: string
}

/**
 * The release that a program is whose modules went through the Babel plugin, all with the same `app` and `salt`.
 *
 * @example
 * const { metadata } = transformSync(code, { filename, plugins: [['@iaso/babel-plugin', { app: 'shop' }]] })
 * const { mapping, banner } = babelRelease('shop', [metadata.iaso, …])
 */
export function babelRelease(app: string, modules: readonly BabelModule[]): BabelRelease {
  const environment = 'babel'
  const toolchain = { iaso: VERSION }
  const mapped = Object.fromEntries(modules.map(module => [module.path, toMapping(module, modules)]))
  const release = releaseId({ app, environment, modules: mapped, unguarded: {}, toolchain })
  const unguarded = externals(modules)
  const mapping: Mapping = {
    schema: MAPPING_SCHEMA,
    iaso: VERSION,
    app,
    environment,
    release,
    toolchain,
    modules: mapped,
    unguarded,
    patches: [],
  }
  return { mapping, banner: releaseStatement('', mapping).text.trim() }
}

/**
 * Compares a release, or the mapping of its newest patch, with modules that went through the plugin since.
 *
 * @param allow verdicts beside `live` that are accepted
 * @returns `patch.code`, a classic script, with its map; nothing but the report if there is no patch
 * @throws IasoError IASO2116 the sources import a package that the release doesn't
 */
export function babelPatch(
  mapping: Mapping,
  modules: readonly BabelModule[],
  { allow = [], salt = '' }: { readonly allow?: readonly Verdict[]; readonly salt?: string } = {},
): Promise<PatchResult> {
  return buildPatch({
    mapping,
    modules: Object.fromEntries(modules.map(module => [module.path, toNewModule(module, modules)])),
    unguarded: externals(modules),
    toolchain: { iaso: VERSION },
    allow: new Set(allow),
    moduleId: path => moduleId(mapping.app, salt, path),
    fingerprint,
    bundle: ([request]) =>
      Promise.reject(new IasoError('IASO2116', { detail: `${request?.path} is new, and there is no bundler` })),
  })
}

function toMapping(module: BabelModule, all: readonly BabelModule[]): ModuleMapping {
  const { id, fingerprint, record } = module
  const { table, functions, cells, privates } = record
  const { code, format, resolutions, eager } = toNewModule(module, all)
  return { id, format, fingerprint, code, resolutions, eager, table, functions, cells, privates }
}

function toNewModule(module: BabelModule, all: readonly BabelModule[]): NewModule {
  const { code, format, record, eager = true } = module
  const resolutions = Object.fromEntries(
    record.imports.map(specifier => [specifier, resolve(module, specifier, all) ?? specifier]),
  )
  return { code, format, resolutions, eager }
}

function resolve(from: BabelModule, specifier: string, all: readonly BabelModule[]): string | undefined {
  const given = from.resolutions?.[specifier]
  if (given !== undefined || !specifier.startsWith('.')) return given
  const base = posix.join(posix.dirname(from.path), specifier)
  return all.find(({ path }) => path === base || path.replace(/(?:\/index)?\.\w+$/, '') === base.replace(/\.\w+$/, ''))
    ?.path
}

function externals(modules: readonly BabelModule[]): Record<string, string> {
  const paths = new Set(modules.map(({ path }) => path))
  const targets = modules.flatMap(module => Object.values(toNewModule(module, modules).resolutions))
  return Object.fromEntries(targets.filter(target => !paths.has(target)).map(target => [target, 'external']))
}
