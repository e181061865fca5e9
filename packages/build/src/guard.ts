import type { Instrumented, ModuleRecord } from '@iaso/babel-plugin'
import { fingerprint } from '@iaso/babel-plugin/digest'
import { IasoError, type ModuleFormat } from '@iaso/protocol'
import type { GuardCache } from './guard-cache.js'
import type { Project } from './project.js'

/** An application module as the bundler hands it over: plain JavaScript. */
export interface HostModule {
  readonly path: string
  readonly code: string
  /** @default 'module'; a host that can't bundle CommonJS with guards in it leaves it out, and such a module stays as it is */
  readonly format?: Exclude<ModuleFormat, 'script'>
  /** Nobody asks for the map of the guarded code, and to make it costs a quarter of the time. @default true */
  readonly sourceMaps?: boolean
  /** Source map of what was done to the code after the bundler saw it last; carried through. */
  readonly inputMap?: object | undefined
  /** From `code` to the source that a person wrote; kept for patches. */
  readonly map?: object | undefined
}

/** What is remembered of a guarded module. */
export interface GuardedModule {
  readonly path: string
  readonly id: string
  readonly format: ModuleFormat
  readonly fingerprint: string
  readonly code: string
  readonly map: object | undefined
  readonly record: ModuleRecord
  /** See `ModuleMapping.value`. */
  readonly value?: true
  /** Set once the host has resolved `record.imports`. */
  resolutions: Readonly<Record<string, string>>
}

export interface Guarded {
  readonly module: GuardedModule
  readonly output: Instrumented
}

/** Specifier of the module that registers a guarded module. Bundlers that can make modules up serve it. */
export const REGISTRAR = 'virtual:iaso/'

/** Names the module that defines a guarded module's cells and registers it: see `InstrumentOptions.registrar`. */
export type Registrar = (id: string, fingerprint: string, cells: number) => string

export const virtualRegistrar: Registrar = (id, fingerprint, cells) => `${REGISTRAR}${id}/${fingerprint}/${cells}`

type Cache = Pick<GuardCache, 'once'>

const ANEW: Cache = { once: (_code, _about, make) => make() }

/** It takes longer to load than a build takes whose modules are all kept. */
const babelPlugin = () => import('@iaso/babel-plugin')

/**
 * Puts the guards in.
 *
 * @throws IasoError IASO1104, IASO1109 the module has to stay as it is; IASO1105 it has guards already.
 */
export async function guard(
  project: Project,
  host: HostModule,
  registrar: Registrar,
  cache: Cache = ANEW,
): Promise<Guarded> {
  if (host.code.includes(`"${REGISTRAR}`) || host.code.includes(`'${REGISTRAR}`))
    throw new IasoError('IASO1105', { file: host.path })
  if (host.format === undefined && isCommonJs(host.code)) throw new IasoError('IASO1109', { file: host.path })
  const format = host.format ?? 'module'
  const id = project.moduleId(host.path)
  const print = fingerprint(host.code)
  const { path, code, map, inputMap, sourceMaps = true } = host
  const plain = { path, id, fingerprint: print, format, bundled: host.format !== undefined, inputMap, sourceMaps }
  const output = await cache.once(code, [plain, registrar(id, print, 0)], async () => {
    const { instrument } = await babelPlugin()
    const named = format === 'module' && { registrar: (cells: number) => registrar(id, print, cells) }
    return parsed(path, () => instrument(code, { ...plain, ...named }))
  })
  const { record } = output
  return { output, module: { path, id, format, fingerprint: print, code, map, record, resolutions: {} } }
}

/** Vite 8 hands CommonJS over as it was written; Vite 7 has converted some of it, to modules that import helpers. */
export function isCommonJs(code: string): boolean {
  if (code.includes('\0commonjsHelpers') || /["'][^"'\n]*\?commonjs-/.test(code)) return true
  if (/(?:^|[;}\n])\s*(?:import\b\s*(?:["'{*\w$])|export\b\s*[{*\w])/.test(code) || /\bimport\.meta\b/.test(code))
    return false
  return /\bmodule\s*\.\s*exports\b|\bexports\s*\.\s*[\w$]+\s*=|\bObject\.defineProperty\(exports\b|\brequire\s*\(\s*["']/.test(
    code,
  )
}

/** Only what the parser says is turned into IASO1104: a fault of Iaso's own must not pass for one of the user's. */
export function parsed<T>(file: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).name === 'SyntaxError')
      throw new IasoError('IASO1104', { file, detail: (error as Error).message })
    throw error
  }
}
