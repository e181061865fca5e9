import type { HostGraph } from './graph.js'
import { packageAround, readManifest } from './manifest.js'
import { splitId } from './paths.js'
import type { Project } from './project.js'

/** Whose insides `@iaso/react` knows. */
const KNOWN_REACT = /^1[89]\./

/** React on other screens than a page's: a terminal. */
const RENDERERS = /(?:^|[\\/])(?:ink|react-reconciler)(?:[\\/]|$)/

/**
 * What brings a patch to the screen where the build runs: none is needed on a server, and where no adapter is in the bundle, or one that doesn't know
 * the framework's version, nobody knows.
 */
export function screensOf(project: Project, { ids }: HostGraph, isServer: boolean): readonly string[] | undefined {
  const all = [...ids]
  if (isServer) return all.some(id => RENDERERS.test(id)) ? undefined : []
  if (!all.some(id => project.path(id).startsWith('@iaso/react/'))) return undefined
  const copies = new Set(all.flatMap(id => packageOf(splitId(id).file, 'react-dom') ?? []))
  return copies.size > 0 && [...copies].every(directory => KNOWN_REACT.test(versionIn(directory)))
    ? ['react']
    : undefined
}

/** React, which the page's adapter hands out: a fix may be the first to ask for one of its hooks. */
export function providedBy(project: Project, { ids }: HostGraph, screens: readonly string[] | undefined): string[] {
  if (!screens?.includes('react')) return []
  const paths = new Set([...ids].map(id => project.path(splitId(id).file)))
  const found = [...paths].filter(path => /(?:^|\/)node_modules\/react\/index\.js$/.test(path))
  return found.length === 1 ? found : []
}

/** Most files are told apart by their names. */
function packageOf(file: string, name: string): string | undefined {
  return file.includes(name) ? packageAround(file, name) : undefined
}

function versionIn(directory: string): string {
  return String(readManifest(directory)?.version ?? '')
}
