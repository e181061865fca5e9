import { type IasoOptions, type PatchRequest, type Project, Store } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { guardHooks, openSession, type Session } from '@iaso/rollup-plugin/hooks'
import type { Environment, Plugin } from 'vite'
import { toBuild } from './build.js'
import { readToolchain } from './toolchain.js'

/*
 * Vite bundles each worker apart, while it transforms the module that starts it, and with plugins of its own. A worker is a realm, and so it is an
 * environment: it has a release, a mapping and patches of its own.
 *
 * While a patch is built, what comes out is the worker as it was released, under its name: to a page, that another code runs in its worker is no change.
 */

interface Context {
  readonly environment: Environment
  readonly meta: { readonly viteVersion?: string; readonly rollupVersion?: string; readonly rolldownVersion?: string }
}

/** What all workers of a build have in common. */
export interface WorkerOptions {
  readonly options: IasoOptions
  readonly request: PatchRequest | undefined
  /** Known once Vite has read its configuration. */
  readonly project: () => Project | undefined
  /** Hears of workers that are bundled: their releases are kept when the page's is. */
  readonly built: (session: Session) => void
}

interface Chunk {
  readonly type: 'asset' | 'chunk'
  readonly isEntry?: boolean
  readonly fileName: string
  code: string
}

/** Name of the file, in a release's directory, that holds the worker as it was released. */
const RELEASED = 'worker.json'

interface Released {
  readonly file: string
  readonly code: string
}

/** For one worker: Vite asks for plugins anew for each. */
export function workerPlugin({ options, request, project, built }: WorkerOptions): Plugin {
  let session: Session | undefined
  let released: Released | undefined
  let entry: string | undefined
  let defines: Readonly<Record<string, string>> = {}
  const hooks = guardHooks<Context>({
    sessionOf: () => session,
    request,
    withDependencies: options.include !== undefined,
    toolchain: ({ environment, meta }) => readToolchain(environment, meta),
  })

  function openOnce({ environment, meta }: Context): void {
    const opened = project()
    if (!opened || entry === undefined || session) return
    const name = environmentOf(opened.path(entry))
    const build = { ...toBuild(environment, defines, meta.rolldownVersion), environment: name }
    session = open(opened, { ...build, splitsCode: false, usesGroups: false }, request)
    released = session?.base && readReleased(opened, name, session.base.mapping.release)
  }

  return {
    ...hooks,
    name: 'iaso:worker',
    enforce: 'post',

    options: {
      order: 'post',
      handler(input) {
        entry = typeof input.input === 'string' ? input.input : undefined
        defines = input.transform?.define ?? {}
      },
    },

    // Rolldown asks for this first, Rollup last.
    outputOptions(output) {
      openOnce(this as Context)
      return released ? { ...output, entryFileNames: released.file } : undefined
    },

    buildStart() {
      openOnce(this as Context)
    },

    generateBundle: {
      order: 'post',
      async handler(output, bundle) {
        await (hooks.generateBundle.handler as (...args: unknown[]) => Promise<void>).call(this, output, bundle)
        const chunk = Object.values(bundle as Record<string, Chunk>).find(each => each.type === 'chunk' && each.isEntry)
        if (chunk && released) chunk.code = released.code
        if (chunk && session?.mapping) built(keep(session, { file: chunk.fileName, code: chunk.code }))
      },
    },
  } as Plugin
}

/** @example environmentOf('src/search.worker.ts') // 'worker-src-search.worker.ts' */
function environmentOf(path: string): string {
  return `worker-${path.replace(/[^\w.]+/g, '-')}`
}

/** A worker that only the patch has comes without guards: it is another file that travels with it. */
function open(
  project: Project,
  build: Parameters<typeof openSession>[1],
  request: PatchRequest | undefined,
): Session | undefined {
  try {
    return openSession(project, build, request)
  } catch (error) {
    if (!(error instanceof IasoError)) throw error
    if (error.code === 'IASO1003') return undefined
    error.stack = `${error.name}: ${error.message}`
    throw error
  }
}

function keep(session: Session, released: Released): Session {
  const { project, environment } = session.state
  new Store(project.directory).writeReleaseFile(
    environment,
    session.mapping?.release ?? '',
    RELEASED,
    JSON.stringify(released),
  )
  return session
}

function readReleased(project: Project, environment: string, release: string): Released {
  const text = new Store(project.directory).readReleaseFile(environment, release, RELEASED)
  if (text === undefined) throw new IasoError('IASO1101', { file: RELEASED, detail: 'the release has no such file' })
  return JSON.parse(text) as Released
}
