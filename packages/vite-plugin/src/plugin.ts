import { type IasoOptions, openProject, type Project, readPatchRequest, Store, toMapping } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import type { Plugin, ResolvedConfig } from 'vite'
import { usesGroups, withRuntimeGroup } from './chunks.js'
import { finishPatch } from './emit.js'
import { readGraph } from './host-graph.js'
import { own } from './own.js'
import { setRelease } from './release-global.js'
import { openSession, type Session } from './session.js'
import { readToolchain } from './toolchain.js'
import { transformModule } from './transform.js'
import { withoutStack } from './user-error.js'
import { loadVirtual, resolveVirtual, SPECIFIERS, VIRTUAL_IDS } from './virtual-modules.js'

/** Nothing in the output directory may change while a patch is built. */
const UNTOUCHED = { write: false, emptyOutDir: false, copyPublicDir: false } as const

const DEPENDENCY = /[\\/]node_modules[\\/]/

/** The hooks, in the order in which Vite calls them. `sessions` is by environment: one plugin instance serves several. */
export function guardPlugin(options: IasoOptions, sessions: Map<string, Session>): Plugin {
  const request = readPatchRequest(options)
  const defines = new Map<string, Record<string, string>>()
  let project: Project | undefined

  return {
    name: 'iaso',
    enforce: 'post',
    // A watching build has no release: nobody deploys it.
    apply: (config, { command }) => command === 'build' && !config.build?.watch,

    config() {
      checkHost(this)
      return request ? { build: { ...UNTOUCHED, sourcemap: 'hidden' } } : undefined
    },

    configEnvironment: () => (request ? { build: UNTOUCHED } : undefined),

    configResolved(config) {
      checkOnce(config)
      project = config.isWorker || config.build.watch ? undefined : openProject(config.root, options, own)
    },

    applyToEnvironment: ({ name }) => options.environments?.includes(name) ?? true,

    options: {
      order: 'post',
      handler(input) {
        // Vite 8 has put here what Rolldown is to replace; Rollup has no such option.
        defines.set(this.environment.name, input.transform?.define ?? {})
      },
    },

    outputOptions(output) {
      const { name } = this.environment
      if (!usesGroups(this.environment, this.meta.rolldownVersion)) return undefined
      return withRuntimeGroup(output, () => sessions.get(name)?.isSplit ?? false)
    },

    async buildStart() {
      const { environment } = this
      const opened = project
      sessions.delete(environment.name)
      if (!opened) return
      const open = () => openSession(opened, environment, request, defines.get(environment.name) ?? {})
      sessions.set(environment.name, await withoutStack(open))
    },

    resolveId: {
      order: 'pre',
      filter: { id: SPECIFIERS },
      async handler(specifier, importer) {
        const session = sessions.get(this.environment.name)
        const found = session && resolveVirtual(specifier, importer, session.reactImporters)
        if (!found || 'virtual' in found) return found?.virtual
        // Through the host, which looks up whether the package has side effects.
        return await this.resolve(found.specifier, found.importer)
      },
    },

    load: {
      filter: { id: VIRTUAL_IDS },
      handler: id => (VIRTUAL_IDS.test(id) ? loadVirtual(id) : undefined),
    },

    transform: {
      // Spares Vite 8 the way from Rust for dependencies, unless the user may have opted some in.
      filter: options.include === undefined ? { id: { exclude: DEPENDENCY } } : {},
      async handler(code, id) {
        const session = sessions.get(this.environment.name)
        return session?.state.project.isApplication(id) ? await transformModule(this, session, code, id) : undefined
      },
    },

    buildEnd(error) {
      const session = sessions.get(this.environment.name)
      if (error || !session) return
      session.facts = session.state.finish(readGraph(this), readToolchain(this.environment, this.meta))
      if (!request) session.mapping = toMapping(session.state, session.facts)
    },

    renderChunk(code, chunk) {
      const mapping = sessions.get(this.environment.name)?.mapping
      const isRuntime = chunk.facadeModuleId !== null && own.path(chunk.facadeModuleId) !== undefined
      if (!mapping || !chunk.isEntry || isRuntime) return undefined
      return setRelease(code, mapping, Boolean(this.environment.config.build.sourcemap)) as {
        code: string
        map: null
      }
    },

    generateBundle: {
      order: 'post',
      async handler() {
        const session = sessions.get(this.environment.name)
        if (!session || !request) return
        // Builds with several output formats come here once for each.
        session.emission ??= withoutStack(() => finishPatch(session, this.environment, readGraph(this)))
        await session.emission
      },
    },

    writeBundle() {
      const session = sessions.get(this.environment.name)
      if (session?.mapping) new Store(session.state.project.directory).writeRelease(session.mapping)
    },
  }
}

function checkOnce(config: ResolvedConfig): void {
  if (config.plugins.filter(plugin => plugin.name === 'iaso').length > 1)
    throw new IasoError('IASO1105', { file: 'The configuration' })
}

/** Vite tells its version since 7; earlier ones don't even have a context here. */
function checkHost(context: { readonly meta?: { readonly viteVersion?: string } } | undefined): void {
  const version = context?.meta?.viteVersion
  if (version === undefined || Number.parseInt(version, 10) < 7)
    throw new IasoError('IASO1111', {
      needs: 'Vite 7 or 8',
      found: version === undefined ? 'an earlier version' : `Vite ${version}`,
    })
}
