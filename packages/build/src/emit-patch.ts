import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { fingerprint } from '@iaso/babel-plugin/digest'
import { buildPatch, type NewModule, type PatchResult } from '@iaso/patch-builder'
import { IasoError, type Mapping, type Report, writeMapping } from '@iaso/protocol'
import type { BuildFacts, BuildState } from './build-state.js'
import { bundleDependencies, type DependencyHost } from './dependencies.js'
import { loadMigrations } from './migrations.js'
import { minifyPatch } from './minify.js'
import { Cargo } from './output/carry.js'
import { LEFT, nameFiles } from './output/markers.js'
import { digestsOf, type Output } from './output/output.js'
import { portable } from './output/portable.js'
import { Renames } from './output/renames.js'
import type { PatchRequest } from './patch-request.js'
import { readersOf } from './readers.js'
import { reportFiles } from './report/files.js'
import { Store, writeWhole } from './store.js'

/** What only the host can tell about the build. */
export interface PatchHost extends Pick<DependencyHost, 'platform' | 'defines' | 'code' | 'loading'> {
  readonly target: string | readonly string[] | undefined
  /** Absent: the host doesn't tell, or nobody loads its output as it is. */
  readonly output?: Output | undefined
}

/** What the patch is made against: see `chooseRelease`. */
export interface PatchBase extends Pick<PatchRequest, 'allow' | 'effects'> {
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
  const modules = toNewModules(facts, state.project.root)
  const renames = new Renames(base.mapping.modules, modules)
  const cargo = host.output && new Cargo(base.mapping, host.output, renames)
  const named = renamed(modules, renames, host.output)
  const result = await compare(state, { ...facts, modules: named }, base, host, cargo)
  return result.patch && result.mapping
    ? await writePatch(state, { ...result, patch: result.patch, mapping: result.mapping }, host, cargo)
    : writeReasons(state, result.report)
}

async function compare(
  { project }: Pick<BuildState, 'project'>,
  facts: Omit<BuildFacts, 'modules'> & { readonly modules: Readonly<Record<string, NewModule>> },
  { mapping, allow, effects }: PatchBase,
  host: PatchHost,
  carried: Cargo | undefined,
): Promise<PatchResult> {
  return buildPatch({
    mapping,
    modules: facts.modules,
    unguarded: facts.unguarded,
    toolchain: facts.toolchain,
    readers: readersOf(project, facts, mapping.toolchain),
    allow,
    ...(carried && { carried }),
    isServer: host.platform === 'node',
    effects: effects ?? false,
    migrations: await loadMigrations(project, mapping.release),
    moduleId: project.moduleId,
    fingerprint,
    bundle: requests => bundleDependencies({ ...host, project, mapping }, requests),
  })
}

function toNewModules(facts: BuildFacts, root: string): Record<string, NewModule> {
  const modules = [...facts.modules.values()].map(({ path, code, format, resolutions, map }) => {
    const module: NewModule = { code, format, resolutions, eager: facts.eager.has(path), map }
    return [path, portable(module, root)] as const
  })
  return Object.fromEntries(modules)
}

/** Under the release's names, and with the files that it means. */
function renamed(
  modules: Readonly<Record<string, NewModule>>,
  renames: Renames,
  output: Output | undefined,
): Record<string, NewModule> {
  const digests = output && digestsOf(output)
  const name = (code: string) => renames.in(output && digests ? nameFiles(code, output, digests) : code)
  const entries = Object.entries(modules).map(([path, module]) => {
    const resolutions = Object.entries(module.resolutions).map(([from, to]) => [renames.in(from), to] as const)
    return [path, { ...module, code: name(module.code), resolutions: Object.fromEntries(resolutions) }] as const
  })
  return Object.fromEntries(entries)
}

type Emitted = PatchResult & Required<Pick<PatchResult, 'patch' | 'mapping'>>

async function writePatch(
  state: Pick<BuildState, 'project' | 'environment'>,
  result: Emitted,
  host: PatchHost,
  cargo: Cargo | undefined,
): Promise<Emission> {
  const { id, seq } = result.patch
  const { code, map } = await minifyPatch(result.patch, host.target)
  if (LEFT.test(code)) throw new IasoError('IASO2116', { detail: 'an address of a file is not known' })
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
      ...cargoFiles(cargo),
      ...reportFiles(report, state.project.root),
    },
  )
  return { report, directory, root: state.project.root }
}

/** `patch/` stands beside `patch.js` as the folder of its files does wherever the patch is published. */
function cargoFiles(cargo: Cargo | undefined): Record<string, string | Uint8Array> {
  if (cargo === undefined || cargo.files.size === 0) return {}
  const files = [...cargo.files].map(([name, content]) => [`patch/${name}`, content] as const)
  const styles = cargo.styles.map(({ file, integrity, replaces }) => ({ file, integrity, replaces }))
  return { ...Object.fromEntries(files), 'styles.json': `${JSON.stringify(styles, null, 1)}\n` }
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
