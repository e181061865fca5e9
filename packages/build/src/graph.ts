import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { contentDigest } from './identity.js'
import { isInNodeModules, splitId } from './paths.js'
import type { Project } from './project.js'
import { VERSION } from './version.js'

/** The bundler's module graph, once it is complete. */
export interface HostGraph {
  readonly ids: Iterable<string>
  module(id: string): HostGraphModule | undefined
  /** Patches find this module where they run, and its version is in the toolchain. */
  isInstalled?(path: string): boolean
  /** Everybody who asks for this file does so by Node's `require`, and has the same object. */
  isRequired?(id: string): boolean
}

interface HostGraphModule {
  /** As transformed by all plugins; `null` for what is not bundled. */
  readonly code: string | null
  readonly isEntry: boolean
  /** Ids of static imports. */
  readonly imports: readonly string[]
  /** Ids of what it asks for while it runs. */
  readonly later?: readonly string[]
}

/** Helpers that bundlers add to every build: they belong to the bundler's version, which the toolchain records. */
const HELPER = /^\0?(?:vite\/|rolldown\/|commonjsHelpers|virtual:iaso\/)|\0rolldown|\?commonjs-/

/** Paths of the modules that static imports reach from the entries: they are evaluated at start. */
export function eagerPaths(project: Project, graph: HostGraph): ReadonlySet<string> {
  const seen = new Set<string>()
  const queue = [...graph.ids].filter(id => graph.module(id)?.isEntry)
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    queue.push(...(graph.module(id)?.imports ?? []))
  }
  return new Set([...seen].map(id => project.path(id)))
}

/**
 * What modules' code doesn't show, by path → digest: of those that carry no guards, and of styles and assets.
 *
 * @param isKnown All of the module is in its code, which is compared.
 * @param known Digests that the host knows better, e.g. of a style's compiled text.
 */
export function unguardedDigests(
  project: Project,
  graph: HostGraph,
  isKnown: (path: string) => boolean,
  known: ReadonlyMap<string, string>,
): Record<string, string> {
  const digests: Record<string, string> = {}
  for (const id of graph.ids) {
    const path = project.path(id)
    if (HELPER.test(id) || isKnown(path)) continue
    digests[path] = known.get(path) ?? digest(project, id, path, graph.module(id)?.code ?? null)
  }
  return digests
}

/**
 * What bundlers make of a dependency depends on who imports it, and what they make of an asset is an address, and of a
 * page its scripts; the file itself says whether it changed. Code is cleared of the root's path, which differs between machines.
 */
function digest(project: Project, id: string, path: string, code: string | null): string {
  if (!code) return fileDigest(id)
  if (path.startsWith('@iaso/')) return VERSION
  // The worker is a build of its own; here is how it is started.
  if (/[?&](?:shared)?worker(?:[=&]|$)/.test(id)) return contentDigest(code.replace(/_FILE_URL_\w+/g, ''))
  const isFile =
    isInNodeModules(path) || /\.html?$/.test(path) || /__VITE_(?:PUBLIC_)?ASSET__|ROLL(?:UP|DOWN)_FILE_URL/.test(code)
  return contentDigest((isFile && readFile(splitId(id).file)) || code.replaceAll(project.root, ''))
}

/** Rolldown doesn't show what it makes of JSON, texts and the like by itself: their code is empty. What isn't a file is somebody else's. */
function fileDigest(id: string): string {
  const content = readFile(splitId(id).file)
  return content === undefined ? 'external' : contentDigest(content)
}

export function readFile(file: string): Uint8Array | undefined {
  try {
    return isAbsolute(file) ? readFileSync(file) : undefined
  } catch {
    // A plugin made the module up under a path of its own; its code will do.
    return undefined
  }
}
