import { chooseRelease, type Emission, emitPatch, type PatchRequest, type Project, Store, toMapping } from '@iaso/build'
import { IasoError, type LoadedMapping, type Mapping } from '@iaso/protocol'
import { loadingOf } from '../build.js'
import { collectFacts } from '../graph/facts.js'
import { ENVIRONMENT } from '../session.js'
import { type CollectedModule, guardCollected } from './module.js'
import { openCollected } from './session.js'

/*
 * A service that isn't built: what its modules are is what Node's loaders make of the sources when they are loaded. Whoever calls this has had
 * them read in that way.
 */

/** What was read, from which sources. */
export interface Collected extends LoadedMapping {
  readonly modules: readonly CollectedModule[]
}

/**
 * Writes the mapping of such a release, whose id is known before anything is read.
 *
 * @throws IasoError IASO1103
 */
export function recordCollected(project: Project, release: string, collected: Collected, warn: Warn): Mapping {
  const { state, facts } = factsOf(project, collected, warn)
  const { modules: _, ...loaded } = collected
  const mapping = { ...toMapping(state, facts), release, loaded }
  new Store(project.directory).writeRelease(mapping)
  return mapping
}

/** @throws IasoError IASO1001 to IASO1003, IASO1101, IASO1102 */
export function chooseLoaded(project: Project, { releases }: PatchRequest): Mapping {
  return chooseRelease(project, ENVIRONMENT, releases)
}

/**
 * Compares what the sources are now with such a release, and emits the patch.
 *
 * @throws IasoError IASO1103, IASO1113, IASO2116, IASO2117
 */
export async function patchCollected(
  project: Project,
  mapping: Mapping,
  { allow }: Pick<PatchRequest, 'allow'>,
  collected: Collected,
  warn: Warn,
): Promise<Emission> {
  const { state, facts, compiled } = factsOf(project, collected, warn)
  checkLoaders(mapping, collected, path => facts.modules.get(path)?.fingerprint)
  const loading = loadingOf(mapping, compiled)
  const host = { platform: 'node', defines: {}, target: 'node20', code: () => undefined, loading } as const
  return await emitPatch(state, facts, { mapping, allow }, host)
}

type Warn = (message: string) => void

function factsOf(project: Project, { modules, entry }: Collected, warn: Warn) {
  const session = openCollected(
    project,
    modules.map(({ file }) => file),
    entry,
    warn,
  )
  const compiled = modules.map(module => guardCollected(session, module))
  for (const { guarded } of compiled) if (guarded) session.state.adopt(guarded)
  const { toolchain, ...facts } = collectFacts(session, compiled)
  // What compiles directories has no part in this.
  const { compiler: _, ...own } = toolchain
  return { state: session.state, compiled, facts: { ...facts, toolchain: own } }
}

/** The same source must be the same code: else every module would look changed, or the process would refuse what is right. */
function checkLoaders(
  { loaded, modules }: Mapping,
  { sources }: Collected,
  now: (path: string) => string | undefined,
): void {
  const others = Object.keys(modules).filter(
    path =>
      loaded?.sources[path] === sources[path] &&
      modules[path]?.addedBy === undefined &&
      modules[path]?.fingerprint !== now(path),
  )
  if (others.length > 0) throw new IasoError('IASO1113', { files: others.join(', ') })
}
