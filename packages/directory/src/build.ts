import {
  type BuildFacts,
  chooseRelease,
  type Emission,
  emitPatch,
  type Loading,
  type PatchRequest,
  Store,
  toMapping,
} from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import { type CompiledModule, compileModule } from './compile/module.js'
import { isAside } from './graph/entries.js'
import { collectFacts } from './graph/facts.js'
import { writeReleaseFile } from './output/release-file.js'
import { writeOutput } from './output/write.js'
import { ENVIRONMENT, openSession, type Session } from './session.js'
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
  const { modules, facts } = await compile(session)
  const mapping = toMapping(session.state, facts)
  writeOutput(session, modules, writeReleaseFile(mapping.app, mapping.release, facts.modules.values()))
  new Store(session.project.directory).writeRelease(mapping)
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
  const { modules, facts } = await compile(session)
  const host = {
    platform: 'node',
    defines: {},
    target: 'node20',
    code: () => undefined,
    loading: loadingOf(mapping, modules),
  } as const
  return await emitPatch(session.state, facts, { mapping, allow: request.allow }, host)
}

async function compile(session: Session): Promise<{ modules: CompiledModule[]; facts: BuildFacts }> {
  const modules: CompiledModule[] = []
  for (const source of session.files.filter(({ isScript }) => isScript)) {
    const isGuarded = session.project.isApplication(source.file) && !isAside(source.name)
    const module = await compileModule(session, source, isGuarded)
    if (module.guarded) session.state.adopt(module.guarded)
    modules.push(module)
  }
  return { modules, facts: collectFacts(session, modules) }
}

/** What the release has installed is known by the packages' versions. */
function loadingOf({ toolchain }: Mapping, modules: readonly CompiledModule[]): Loading {
  return {
    isInstalled: path => Object.hasOwn(toolchain, `package ${packageName(path)}`),
    interop: modules.some(({ kind }) => kind === 'module') ? 'node' : 'transpiled',
  }
}

/** @example packageName('node_modules/a/node_modules/@b/c/index.js') // '@b/c' */
function packageName(path: string): string {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? ''
}
