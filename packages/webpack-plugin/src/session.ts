import {
  type BuildFacts,
  BuildState,
  chooseRelease,
  type HostGraph,
  type Namespaces,
  type PatchBase,
  type PatchRequest,
  type Project,
} from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import { readDefinitions } from './definitions.js'
import { environmentOf } from './environment.js'
import type { Compilation, Compiler } from './host.js'
import { registrar } from './made-up.js'

/** One build of one compiler. */
export interface Session {
  readonly state: BuildState
  /** Complete once modules are built: other plugins add to them until then. */
  readonly definitions: Readonly<Record<string, string>>
  /** Patch builds: what to patch, and the verdicts that the user accepts. */
  readonly base: PatchBase | undefined
  /** From the first module on. */
  namespaces?: Namespaces
  /** Once the chunks are known. */
  facts?: BuildFacts
  graph?: HostGraph
  /** Release builds, from then on. */
  mapping?: Mapping
}

/** Kept at the compiler: tools that compile configurations may load the plugin once more than the host, which loads the loader. */
const SESSION = Symbol.for('iaso:session')

type Holder = Compiler & { [SESSION]?: Session | undefined }

/** Nothing for compilers that only help a build: of a page's template, of styles. Their code runs while building. */
export function sessionOf(compiler: Compiler): Session | undefined {
  return (compiler as Holder)[SESSION]
}

export function closeSession(compiler: Compiler): void {
  ;(compiler as Holder)[SESSION] = undefined
}

/** @throws IasoError IASO1001 to IASO1003, IASO1101, IASO1102: before any work was done. */
export function openSession(project: Project, compilation: Compilation, request: PatchRequest | undefined): Session {
  const { compiler } = compilation
  const environment = environmentOf(compiler)
  const warn = (message: string) => compilation.warnings.push(toHostError(compiler, message))
  let definitions: Record<string, string> | undefined
  const session: Session = {
    state: new BuildState(project, environment, warn, registrar),
    get definitions() {
      definitions ??= readDefinitions(compilation)
      return definitions
    },
    base: request && { ...request, mapping: chooseRelease(project, environment, request.releases) },
  }
  ;(compiler as Holder)[SESSION] = session
  return session
}

/** As the host writes its own: the message, and no stack, which would only say where Iaso noticed. */
export function toHostError({ webpack }: Compiler, message: string): Error {
  const error = new webpack.WebpackError(message)
  error.name = 'Iaso'
  error.stack = message
  error.hideStack = true
  return error
}
