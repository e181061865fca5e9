import { keepRelease, type Output, type PatchRequest, toMapping, withOutput } from '@iaso/build'
import { finishPatch } from './emit.js'
import { type GraphContext, readGraph } from './host-graph.js'
import { own } from './own.js'
import { setRelease } from './release-global.js'
import type { Session } from './session.js'
import { type TransformContext, transformModule } from './transform.js'
import { withoutStack } from './user-error.js'
import { loadVirtual, resolveVirtual, SPECIFIERS, VIRTUAL_IDS } from './virtual-modules.js'

const DEPENDENCY = /[\\/]node_modules[\\/]/

interface ResolveContext {
  resolve(specifier: string, importer: string | undefined): Promise<object | null>
}

/** Where hosts tell how a file is called. */
export interface FileContext extends GraphContext {
  getFileName(reference: string): string
}

/** What a host is about to write, by name. */
export type Bundle = Record<string, { readonly type: 'asset' | 'chunk' }>

interface Chunk {
  readonly isEntry: boolean
  readonly facadeModuleId: string | null
}

export interface HookOptions<Context> {
  /** The build that a hook is called for; nothing: it isn't guarded. */
  readonly sessionOf: (context: Context) => Session | undefined
  readonly request: PatchRequest | undefined
  /** The user may have opted dependencies in. */
  readonly withDependencies: boolean
  /** Modules are guarded after the hooks of all other plugins. Vite orders plugins as a whole, and has some of its own that come later. */
  readonly transformOrder?: 'post'
  /** While a patch is built, for hosts that can't be told to write nothing. */
  readonly discardsOutput?: boolean
  /** What the build depends on beside its sources: versions, modes. */
  readonly toolchain: (context: Context) => Record<string, string>
  /** What is written beside code; absent: nobody knows what becomes of it. */
  readonly output?: (context: Context & FileContext, bundle: Bundle) => Output | undefined
}

/**
 * The hooks that Rollup, Rolldown and Vite call alike, in that order, between `buildStart` and `writeBundle`. Whoever makes a plugin
 * of them opens the sessions.
 */
export function guardHooks<Context>(options: HookOptions<Context>) {
  const { sessionOf, request, withDependencies, transformOrder, discardsOutput, toolchain, output } = options
  return {
    resolveId: {
      order: 'pre' as const,
      filter: { id: SPECIFIERS },
      async handler(this: Context & ResolveContext, specifier: string, importer: string | undefined) {
        const session = SPECIFIERS.test(specifier) ? sessionOf(this) : undefined
        const found = session && resolveVirtual(specifier, importer, session)
        if (!found || 'virtual' in found) return found?.virtual
        // Through the host, which looks up whether the package has side effects.
        return (await this.resolve(found.specifier, found.importer)) as never
      },
    },

    load: {
      filter: { id: VIRTUAL_IDS },
      handler(this: Context, id: string) {
        return VIRTUAL_IDS.test(id) ? loadVirtual(id, sessionOf(this)) : undefined
      },
    },

    transform: {
      order: transformOrder,
      // Spares hosts in Rust the way for dependencies.
      filter: withDependencies ? {} : { id: { exclude: DEPENDENCY } },
      async handler(this: Context & TransformContext, code: string, id: string, meta?: { moduleType?: string }) {
        const session = sessionOf(this)
        const { project } = session?.state ?? {}
        const isGuarded = project?.isApplication(id) || (output !== undefined && project?.isStyleModule(id))
        if (!session || !isGuarded) return undefined
        return await transformModule(this, session, { code, type: meta?.moduleType }, id)
      },
    },

    buildEnd(this: Context & GraphContext, error?: Error) {
      const session = sessionOf(this)
      if (error || !session) return
      const { isServer } = session.build
      const withValues = output !== undefined && !isServer
      session.facts = session.state.finish(readGraph(this), toolchain(this), { withValues, isServer })
      if (!request) session.mapping = toMapping(session.state, session.facts)
    },

    renderChunk(this: Context, code: string, chunk: Chunk, { sourcemap }: { readonly sourcemap?: unknown }) {
      const session = sessionOf(this)
      const isRuntime = chunk.facadeModuleId !== null && own.path(chunk.facadeModuleId) !== undefined
      if (!session?.mapping || !chunk.isEntry || isRuntime) return undefined
      const { isServer } = session.build
      return setRelease(code, session.mapping, { withMap: Boolean(sourcemap), isServer }) as { code: string; map: null }
    },

    generateBundle: {
      order: 'post' as const,
      async handler(this: Context & FileContext, _output: object, bundle: Bundle) {
        const session = sessionOf(this)
        const emitted = session && output?.(this, bundle)
        if (session?.mapping && emitted) session.mapping = withOutput(session.mapping, emitted)
        if (!session || !request) return
        if (discardsOutput) for (const file of Object.keys(bundle)) delete bundle[file]
        // Builds with several outputs come here once for each.
        session.emission ??= withoutStack(() => finishPatch(session, readGraph(this), emitted))
        await session.emission
      },
    },

    writeBundle(this: Context) {
      keepSession(sessionOf(this))
    },
  }
}

/** The end of a release build. */
export function keepSession(session: Session | undefined): void {
  if (session?.mapping) keepRelease(session.state, session.mapping)
}
