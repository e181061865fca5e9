import { type IasoOptions, openProject, type Project, readPatchRequest } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import {
  checkOnce,
  guardHooks,
  keepSession,
  openSession,
  own,
  type Session,
  withoutStack,
  withRuntimeGroup,
} from '@iaso/rollup-plugin/hooks'
import type { Environment, Plugin } from 'vite'
import { toBuild } from './build.js'
import { readOutput } from './output.js'
import { isSvelteKit, patchSvelteKit } from './sveltekit.js'
import { readToolchain } from './toolchain.js'
import { workerPlugin } from './worker.js'

/** Nothing in the output directory may change while a patch is built. */
const UNTOUCHED = { write: false, emptyOutDir: false, copyPublicDir: false } as const

interface Context {
  readonly environment: Environment
  readonly meta: { readonly viteVersion?: string; readonly rollupVersion?: string; readonly rolldownVersion?: string }
}

/** The hooks, in the order in which Vite calls them. `sessions` is by environment: one plugin instance serves several. */
export function guardPlugin(options: IasoOptions, sessions: Map<string, Session>): Plugin {
  const request = readPatchRequest(options)
  const defines = new Map<string, Record<string, string>>()
  const workers = new Set<Session>()
  const built = (session: Session): void => void workers.add(session)
  let project: Project | undefined
  let untouched: Partial<typeof UNTOUCHED> = {}

  const hooks = guardHooks<Context>({
    sessionOf: ({ environment }) => sessions.get(environment.name),
    request,
    withDependencies: options.include !== undefined,
    toolchain: ({ environment, meta }) => readToolchain(environment, meta),
    output: (context, bundle) => project && readOutput(context.environment, project, context, bundle),
  })

  return {
    name: 'iaso',
    enforce: 'post',
    // A watching build has no release: nobody deploys it.
    apply: (config, { command }) => command === 'build' && !config.build?.watch,

    config(config) {
      checkHost(this)
      const worker = { plugins: () => [workerPlugin({ options, request, project: () => project, built })] }
      if (!request) return { worker }
      untouched = isSvelteKit(config) ? {} : UNTOUCHED
      return { worker, build: { ...untouched, sourcemap: 'hidden' } }
    },

    configEnvironment: () => ({ build: untouched }),

    configResolved(config) {
      checkOnce(config.plugins)
      project = config.isWorker || config.build.watch ? undefined : openProject(config.root, options, own)
      if (project && request && isSvelteKit(config)) patchSvelteKit(config, project, request)
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
      if (!toBuild(this.environment, {}, this.meta.rolldownVersion).usesGroups) return undefined
      return withRuntimeGroup(output, () => sessions.get(name)?.isSplit ?? false)
    },

    async buildStart() {
      const { environment } = this
      const opened = project
      sessions.delete(environment.name)
      if (!opened) return
      const build = toBuild(environment, defines.get(environment.name) ?? {}, this.meta.rolldownVersion)
      sessions.set(environment.name, await withoutStack(() => openSession(opened, build, request)))
    },

    ...hooks,

    writeBundle() {
      hooks.writeBundle.call(this as Context)
      for (const session of workers) keepSession(session)
      workers.clear()
    },
  } as Plugin
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
