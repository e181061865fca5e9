import {
  type BuildFacts,
  chooseRelease,
  type Emission,
  emitPatch,
  isAside,
  keepRelease,
  type Loading,
  type PatchRequest,
  toMapping,
} from '@iaso/build'
import { IasoError, type Mapping } from '@iaso/protocol'
import { type CompiledModule, compileModule } from './compile/module.js'
import { collectFacts } from './graph/facts.js'
import { writeReleaseFile } from './output/release-file.js'
import { writeOutput } from './output/write.js'
import { ENVIRONMENT, openSession, type Session } from './session.js'
import type { SourceFile } from './tree/scan.js'
import type { DirectorySettings } from './tree/settings.js'

/** Where a build says what people should know. */
export interface Log {
  warn(message: string): void
}

/**
 * Compiles a directory into a release: the output, and its mapping below the project's directory for releases.
 *
 * @param root directory of the project's package.json
 * @throws IasoError IASO1103, IASO1105, IASO1106, IASO1108, IASO1160 to IASO1163
 */
export async function buildDirectory(root: string, settings: Partial<DirectorySettings>, log: Log): Promise<Mapping> {
  const session = openSession(root, settings, log.warn)
  const { modules, facts } = await compile(session, session.files)
  const mapping = toMapping(session.state, facts)
  writeOutput(session, modules, writeReleaseFile(mapping.app, mapping.release, modules))
  keepRelease(session.state, mapping)
  return mapping
}

/**
 * Compares a directory with a release and emits the patch; the output stays as it is.
 *
 * @throws IasoError what `buildDirectory` does, and IASO1001 to IASO1003, IASO1101, IASO1102, IASO2116, IASO2117
 */
export async function patchDirectory(
  root: string,
  settings: Partial<DirectorySettings>,
  request: PatchRequest,
  log: Log,
): Promise<Emission> {
  const session = openSession(root, settings, log.warn)
  const mapping = chooseRelease(session.project, ENVIRONMENT, request.releases)
  const { modules, facts } = await compile(
    session,
    session.files.filter(({ name }) => !isAside(name)),
  )
  const host = {
    platform: 'node',
    defines: {},
    target: 'node20',
    code: () => undefined,
    loading: loadingOf(mapping, modules),
  } as const
  return await emitPatch(session.state, facts, { ...request, mapping }, host)
}

async function compile(
  session: Session,
  files: readonly SourceFile[],
): Promise<{ modules: CompiledModule[]; facts: BuildFacts }> {
  const modules: CompiledModule[] = []
  for (const source of files.filter(({ isScript }) => isScript)) {
    const module = isAside(source.name) ? await compileAside(session, source) : await compileOwn(session, source)
    if (module?.guarded) session.state.adopt(module.guarded)
    if (module) modules.push(module)
  }
  return { modules, facts: collectFacts(session, modules) }
}

function compileOwn(session: Session, source: SourceFile): Promise<CompiledModule> {
  return compileModule(session, source, session.project.isApplication(source.file))
}

/** Tests may be written for tools that aren't here. */
async function compileAside(session: Session, source: SourceFile): Promise<CompiledModule | undefined> {
  try {
    return await compileModule(session, source, false)
  } catch (error) {
    if (!(error instanceof IasoError) || error.code !== 'IASO1160') throw error
    session.warn(`${error.message} It is left out.`)
    return undefined
  }
}

/** What the release has installed is known by the packages' versions. */
export function loadingOf({ toolchain }: Mapping, modules: readonly CompiledModule[]): Loading {
  return {
    isInstalled: path => Object.hasOwn(toolchain, `package ${packageName(path)}`),
    interop: modules.some(({ kind }) => kind === 'module') ? 'node' : 'transpiled',
  }
}

/** @example packageName('node_modules/a/node_modules/@b/c/index.js') // '@b/c' */
function packageName(path: string): string {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? ''
}
