import { isBuiltin } from 'node:module'
import { fingerprint } from '@iaso/babel-plugin/digest'
import { IasoError, MAPPING_SCHEMA, type Mapping, type ModuleMapping } from '@iaso/protocol'
import { isInside } from './filter.js'
import { eagerPaths, type HostGraph, readFile, unguardedDigests } from './graph.js'
import { type Guarded, type GuardedModule, guard, type HostModule, type Registrar, virtualRegistrar } from './guard.js'
import { GuardCache } from './guard-cache.js'
import { releaseId } from './identity.js'
import { jsonModule } from './output/json.js'
import { valueModule } from './output/markers.js'
import { portable } from './output/portable.js'
import type { Project } from './project.js'
import { providedBy, screensOf } from './screens.js'
import { Store } from './store.js'
import { VERSION } from './version.js'

/** The facts of a finished build that both a release's mapping and a patch are made from. */
export interface BuildFacts {
  readonly modules: ReadonlyMap<string, GuardedModule>
  readonly eager: ReadonlySet<string>
  readonly unguarded: Readonly<Record<string, string>>
  readonly toolchain: Readonly<Record<string, string>>
  /** What brings a patch to the screen; absent: nobody knows. */
  readonly screens?: readonly string[] | undefined
  /** Unguarded modules that patches find where they run. */
  readonly provided?: readonly string[]
}

interface FinishOptions {
  /** Assets count as what they are to those who import them: constants. */
  readonly withValues?: boolean
  readonly isServer?: boolean
}

/** The build goes on: the module just carries no guards. */
const STAYS_AS_IT_IS: ReadonlySet<string> = new Set(['IASO1104', 'IASO1109'])

/** All that is known of one build of one environment. Lives from the host's first hook to its last. */
export class BuildState {
  readonly project: Project
  readonly environment: string
  /** Digests of modules whose code doesn't show what they are, by path: styles. */
  readonly known = new Map<string, string>()
  readonly cache: GuardCache
  readonly #modules = new Map<string, GuardedModule>()
  readonly #paths = new Map<string, string>()
  readonly #warned = new Set<string>()
  readonly #warn: (message: string) => void
  readonly #registrar: Registrar

  constructor(
    project: Project,
    environment: string,
    warn: (message: string) => void,
    registrar: Registrar = virtualRegistrar,
  ) {
    this.project = project
    this.environment = environment
    this.#warn = warn
    this.#registrar = registrar
    this.cache = new GuardCache(project.root, environment)
  }

  /**
   * Guards a module and remembers it. A module that can't be guarded is named in a warning, once, and stays as it is.
   *
   * @throws IasoError IASO1103, IASO1105
   */
  async guard(host: HostModule): Promise<Guarded | undefined> {
    try {
      const guarded = await guard(this.project, host, this.#registrar, this.cache)
      this.adopt(guarded.module)
      return guarded
    } catch (error) {
      if (!(error instanceof IasoError) || !STAYS_AS_IT_IS.has(error.code)) throw error
      if (!this.#warned.has(host.path)) this.#warn(error.message)
      this.#warned.add(host.path)
      return undefined
    }
  }

  /**
   * For patch builds, whose output nobody keeps: a module that is the same in the release needs no guards, and all is known of it.
   */
  recall({ path, code, map }: HostModule, { modules }: Pick<Mapping, 'modules'>): GuardedModule | undefined {
    const known = Object.hasOwn(modules, path) ? modules[path] : undefined
    if (known === undefined || known.addedBy !== undefined || known.code !== code) return undefined
    const { id, format, fingerprint: print, table, functions, cells, privates, resolutions } = known
    const record = { table, functions, cells, privates, imports: Object.keys(resolutions) }
    const module: GuardedModule = { path, id, format, fingerprint: print, code, map, record, resolutions: {} }
    this.adopt(module)
    return module
  }

  /** To be called when the module graph is complete. */
  finish(
    graph: HostGraph,
    toolchain: Readonly<Record<string, string>>,
    { withValues = false, isServer = false }: FinishOptions = {},
  ): BuildFacts {
    this.#adoptValues(graph, withValues)
    const modules = this.#used(graph)
    const isWhole = (path: string) => modules.has(path) && !modules.get(path)?.value && !this.known.has(path)
    const unguarded = unguardedDigests(this.project, graph, isWhole, this.known)
    // A module of Node is there for every patch, in one version with Node.
    for (const module of modules.values())
      for (const path of Object.values(module.resolutions))
        if (!modules.has(path) && !isBuiltin(path) && !graph.isInstalled?.(path)) unguarded[path] ??= 'external'
    const screens = screensOf(this.project, graph, isServer)
    return {
      modules,
      eager: eagerPaths(this.project, graph),
      unguarded,
      toolchain: { iaso: VERSION, ...toolchain },
      screens,
      provided: providedBy(this.project, graph, screens),
    }
  }

  /**
   * Remembers a module that was guarded in an earlier build, and that the host kept. The path decides the id, so the order in which modules
   * come can't matter, but two paths may meet in one id.
   *
   * @throws IasoError IASO1103
   */
  adopt(module: GuardedModule): void {
    const first = this.#paths.get(module.id) ?? module.path
    if (first !== module.path) {
      const [a = '', b = ''] = [first, module.path].sort()
      throw new IasoError('IASO1103', { first: a, second: b, id: module.id })
    }
    this.#paths.set(module.id, module.path)
    this.#modules.set(module.path, module)
  }

  #adoptValues(graph: HostGraph, withAddresses: boolean): void {
    const isGuarded = (id: string) => this.#modules.has(this.project.path(id))
    // what reads data there isn't known
    const elsewhere = new Set(
      [...graph.ids]
        .filter(id => !isGuarded(id))
        .flatMap(id => {
          const { imports = [], later = [] } = graph.module(id) ?? {}
          return [...imports, ...later]
        }),
    )
    for (const id of graph.ids) {
      const path = this.project.path(id)
      if (isGuarded(id) || !isInside(path)) continue
      const made = graph.module(id)?.code || String(readFile(id) ?? '')
      const format = graph.isRequired?.(id) ? 'commonjs' : 'module'
      const data = elsewhere.has(id) ? undefined : jsonModule(path, made, format)
      const code = data ?? (withAddresses ? valueModule(made) : undefined)
      if (code === undefined) continue
      const record = { table: [], functions: [], cells: [], privates: [], imports: [] }
      // A host's placeholder may be another one each time; what stands behind it is among the digests.
      const known = { id: this.project.moduleId(path), format, fingerprint: fingerprint(path) } as const
      this.adopt({ ...known, path, code, map: undefined, record, value: true, resolutions: {} })
    }
  }

  /** By path, whatever the order they came in. A host may transform modules that the graph doesn't have in the end. */
  #used(graph: HostGraph): Map<string, GuardedModule> {
    const paths = new Set([...graph.ids].map(id => this.project.path(id)))
    return new Map([...this.#modules].filter(([path]) => paths.has(path)).sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** Keeps a release for the patches to come, once its output is written. */
export function keepRelease({ project, cache }: BuildState, mapping: Mapping): void {
  new Store(project.directory).writeRelease(mapping)
  cache.save()
}

/** The release that a build makes. */
export function toMapping(state: Pick<BuildState, 'project' | 'environment'>, facts: BuildFacts): Mapping {
  const { app, root } = state.project
  const { unguarded, toolchain, screens, provided = [] } = facts
  const modules = Object.fromEntries(
    [...facts.modules.values()].map(module => [module.path, toModuleMapping(module, facts, root)]),
  )
  const release = releaseId({ app, environment: state.environment, modules, unguarded, toolchain })
  return {
    schema: MAPPING_SCHEMA,
    iaso: VERSION,
    app,
    environment: state.environment,
    release,
    toolchain,
    modules,
    unguarded,
    ...(screens && { screens }),
    ...(provided.length > 0 && { provided }),
    patches: [],
  }
}

function toModuleMapping(module: GuardedModule, facts: BuildFacts, root: string): ModuleMapping {
  const { id, format, fingerprint: print, code, resolutions, value } = module
  const { table, functions, cells, privates } = module.record
  const eager = facts.eager.has(module.path)
  const own = { id, format, fingerprint: print, code, resolutions, eager, table, functions, cells, privates }
  return portable(value ? { ...own, value } : own, root)
}
