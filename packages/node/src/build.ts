/** Releases and patches of services that are started with `node --import @iaso/node`: for the command line. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Emission, PatchRequest } from '@iaso/build'
import { chooseLoaded, patchCollected } from '@iaso/directory'
import { explain, IasoError, type Mapping } from '@iaso/protocol'
import { type Collection, collect } from './collect/index.js'
import { type Configuration, projectOf, readConfiguration } from './configuration/index.js'
import { releaseOf } from './release/index.js'
import { filesOf, name, type Recorded, record } from './release/record.js'
import { readCommand } from './release/started.js'

export type Warn = (message: string) => void

/**
 * Records the release that a process will be which is started here, before it is.
 *
 * @param argv what follows `node`; empty: what package.json's `start` says
 * @throws IasoError IASO1103, IASO1108, IASO1112, IASO1115
 */
export async function recordRelease(
  cwd: string,
  argv: readonly string[],
  warn: Warn,
): Promise<Recorded & { id: string }> {
  const configuration = readConfiguration(process.env, [cwd])
  const { root } = configuration
  const { words, script } = readCommand(root, argv.length > 0 ? argv : startScript(root))
  const entry = script === undefined ? {} : { entry: projectOf(configuration).path(resolve(root, script)) }
  const release = releaseOf(configuration, { words, ...entry })
  const recorded = await record(configuration, release, false)
  if (recorded.left.length > 0) warn(left(recorded.left))
  return { ...recorded, id: release.id }
}

/**
 * Compares the sources with the release of a process that was started from them, read by the same loaders.
 *
 * @returns nothing if the release was built
 * @throws IasoError IASO1001 to IASO1003, IASO1101, IASO1102, IASO1113, IASO1160, IASO2116, IASO2117
 */
export async function patchRelease(cwd: string, request: PatchRequest, warn: Warn): Promise<Emission | undefined> {
  const configuration = readConfiguration(process.env, [cwd])
  const project = projectOf(configuration)
  const mapping = chooseLoaded(project, request)
  if (!mapping.loaded) return undefined
  const { words, entry } = mapping.loaded
  const started = { words, ...(entry === undefined ? {} : { entry }) }
  const now = releaseOf(configuration, started)
  const collection = await collect({ files: filesOf(configuration, now) }, words, project.root, false)
  checkFaults(configuration, mapping, collection, warn)
  const { modules } = collection
  return await patchCollected(project, mapping, request, { modules, ...started, sources: now.sources }, warn)
}

/** A fix with a mistake in it is not a module that went. */
function checkFaults(configuration: Configuration, { modules }: Mapping, { faults }: Collection, warn: Warn): void {
  const { path } = projectOf(configuration)
  const files = Object.keys(faults)
  const broken = files.find(file => Object.hasOwn(modules, path(file)))
  if (broken !== undefined) throw new IasoError('IASO1160', { file: path(broken), detail: faults[broken] ?? '' })
  if (files.length > 0) warn(left(files.map(path)))
}

function left(paths: readonly string[]): string {
  return `IASO1116 ${explain('IASO1116', { files: name(paths) })}`
}

function startScript(root: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts?: { readonly start?: string }
  }
  const [command, ...words] = scripts?.start?.trim().split(/\s+/) ?? []
  return command === 'node' ? words : []
}
