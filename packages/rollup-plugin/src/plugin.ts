import { openProject, type Project, readPatchRequest, VERSION } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import {
  checkOnce,
  guardHooks,
  type OutputChoice,
  openSession,
  own,
  type Session,
  splitsCode,
  withoutStack,
  withRuntimeGroup,
} from './hooks/index.js'
import { type Input, readInput } from './input.js'
import type { RollupOptions, RollupPlugin } from './options.js'

interface Context {
  readonly meta: { readonly rollupVersion?: string; readonly rolldownVersion?: string; readonly watchMode: boolean }
}

interface BuildContext extends Context {
  warn(message: string): void
}

/** The hooks, in the order in which Rollup calls them. */
export function guardPlugin({ environment, ...options }: RollupOptions): RollupPlugin {
  const request = readPatchRequest(options)
  let project: Project | undefined
  let input: Input | undefined
  let session: Session | undefined

  return {
    name: 'iaso',
    version: VERSION,

    options: {
      order: 'post' as const,
      handler(this: Context, given: object) {
        checkHost(this)
        input = readInput(given, this.meta, environment)
        checkOnce(input.plugins)
        project ??= openProject(input.root, options, own)
      },
    },

    async buildStart(this: BuildContext) {
      session = undefined
      const opened = project
      // A watching build has no release: nobody deploys it.
      if (!input || !opened || this.meta.watchMode) return refuseWatching(request !== undefined)
      const build = {
        ...input.build,
        warn: (text: string) => this.warn(text),
        print: (text: string) => console.log(text),
      }
      if (options.environments && !options.environments.includes(build.environment)) return
      session = await withoutStack(() => openSession(opened, build, request))
    },

    outputOptions(output: OutputChoice) {
      if (!input?.isRolldown) return undefined
      const kept = request ? { ...output, cleanDir: false } : output
      const isGrouped = splitsCode(output) && output.manualChunks === undefined
      return isGrouped ? withRuntimeGroup(kept, () => session?.isSplit ?? false) : kept
    },

    ...guardHooks<Context>({
      sessionOf: () => session,
      request,
      withDependencies: options.include !== undefined,
      transformOrder: 'post',
      discardsOutput: true,
      toolchain: () => input?.toolchain ?? {},
    }),
  }
}

function refuseWatching(isPatch: boolean): void {
  if (isPatch)
    throw new IasoError('IASO1108', { option: 'emitPatch', detail: 'a patch is built once, not while watching' })
}

/** Rolldown says it is Rollup 4, too. */
function checkHost({ meta }: Context): void {
  const major = Number.parseInt(meta.rolldownVersion ?? meta.rollupVersion ?? '0', 10)
  if (major >= (meta.rolldownVersion === undefined ? 4 : 1)) return
  const found = meta.rolldownVersion === undefined ? `Rollup ${meta.rollupVersion}` : `Rolldown ${meta.rolldownVersion}`
  throw new IasoError('IASO1111', { needs: 'Rollup 4 or Rolldown 1', found })
}
