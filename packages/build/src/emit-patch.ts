import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { fingerprint } from '@iaso/babel-plugin'
import { buildPatch, type NewModule, type PatchResult } from '@iaso/patch-builder'
import { type Mapping, type Report, writeMapping } from '@iaso/protocol'
import type { BuildFacts, BuildState } from './build-state.js'
import { bundleDependencies, type DependencyHost } from './dependencies.js'
import { loadMigrations } from './migrations.js'
import { minifyPatch } from './minify.js'
import type { PatchRequest } from './patch-request.js'
import { readersOf } from './readers.js'
import { reportFiles } from './report/files.js'
import { Store, writeWhole } from './store.js'

/** What only the host can tell about the build. */
export interface PatchHost extends Pick<DependencyHost, 'platform' | 'defines' | 'code' | 'loading'> {
  readonly target: string | readonly string[] | undefined
}

/** What the patch is made against: see `chooseRelease`. */
export interface PatchBase extends Pick<PatchRequest, 'allow'> {
  readonly mapping: Mapping
}

/** What became of it; the files are in `directory`. */
export interface Emission {
  readonly report: Report
  readonly directory: string
  /** Of the project. */
  readonly root: string
}

/**
 * Compares the build with the release, and writes the patch or the reasons why there is none.
 *
 * @throws IasoError IASO2116, IASO2117; nothing was written then.
 */
export async function emitPatch(
  state: Pick<BuildState, 'project' | 'environment'>,
  facts: BuildFacts,
  base: PatchBase,
  host: PatchHost,
): Promise<Emission> {
  const result = await compare(state, facts, base, host)
  return result.patch && result.mapping
    ? await writePatch(state, { ...result, patch: result.patch, mapping: result.mapping }, host)
    : writeReasons(state, result.report)
}

async function compare(
  { project }: Pick<BuildState, 'project'>,
  facts: BuildFacts,
  { mapping, allow }: PatchBase,
  host: PatchHost,
): Promise<PatchResult> {
  return buildPatch({
    mapping,
    modules: toNewModules(facts),
    unguarded: facts.unguarded,
    toolchain: facts.toolchain,
    readers: readersOf(project, facts, mapping.toolchain),
    allow,
    migrations: await loadMigrations(project, mapping.release),
    moduleId: project.moduleId,
    fingerprint,
    bundle: requests => bundleDependencies({ ...host, project, mapping }, requests),
  })
}

function toNewModules(facts: BuildFacts): Record<string, NewModule> {
  const modules = [...facts.modules.values()].map(({ path, code, format, resolutions, map }) => {
    const module: NewModule = { code, format, resolutions, eager: facts.eager.has(path), map }
    return [path, module] as const
  })
  return Object.fromEntries(modules)
}

type Emitted = PatchResult & Required<Pick<PatchResult, 'patch' | 'mapping'>>

async function writePatch(
  state: Pick<BuildState, 'project' | 'environment'>,
  result: Emitted,
  host: PatchHost,
): Promise<Emission> {
  const { id, seq } = result.patch
  const { code, map } = await minifyPatch(result.patch, host.target)
  const report = { ...result.report, patch: { id, seq, ...sizes(code) } }
  const store = new Store(state.project.directory)
  const directory = store.writePatch(
    state.environment,
    report.release,
    { id, seq },
    {
      'patch.js': code,
      'patch.js.map': JSON.stringify(map),
      'mapping.json': writeMapping(result.mapping),
      ...reportFiles(report, state.project.root),
    },
  )
  return { report, directory, root: state.project.root }
}

function writeReasons(state: Pick<BuildState, 'project' | 'environment'>, report: Report): Emission {
  const directory = new Store(state.project.directory).releaseDirectory(state.environment, report.release)
  const { root } = state.project
  for (const [name, text] of Object.entries(reportFiles(report, root))) writeWhole(join(directory, name), text)
  return { report, directory, root }
}

function sizes(code: string): { bytes: number; brotli: number } {
  return { bytes: Buffer.byteLength(code), brotli: brotliCompressSync(code).byteLength }
}
