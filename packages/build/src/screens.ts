import type { HostGraph } from './graph.js'
import { packageAround, readManifest } from './manifest.js'
import { splitId } from './paths.js'
import type { Project } from './project.js'

/** An application's own, or the one that Next.js brings. */
const REACT = /(?:^|\/)node_modules\/(?:next\/dist\/compiled\/)?react\/index\.js$/

/** Hands on, for one of its layers on a server, the React that Next.js brings. */
export const NEXT_SERVER =
  /[\\/]next[\\/]dist[\\/](?:esm[\\/])?server[\\/]route-modules[\\/]app-page[\\/]vendored[\\/](?:ssr|rsc)[\\/]react\.js$/

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
  const copies = new Set(all.flatMap(id => reactDomAround(splitId(id).file)))
  return copies.size > 0 && [...copies].every(directory => KNOWN_REACT.test(versionIn(directory)))
    ? ['react']
    : undefined
}

/**
 * Modules that the bundle hands out whole, as a fix may be the first to ask for one of React's hooks: React, with the page's adapter, and what Next.js
 * renders with on a server. Of a file that the bundle has twice nobody could say which one is handed out.
 */
export function providedBy(project: Project, { ids }: HostGraph, screens: readonly string[] | undefined): string[] {
  const paths = [...new Set([...ids].map(id => project.path(id)))]
  const found = paths.filter(path => isHandedOut(splitId(path).file, screens))
  const files = found.map(path => splitId(path).file)
  return found.filter((_, at) => files.indexOf(files[at] as string) === files.lastIndexOf(files[at] as string))
}

function isHandedOut(file: string, screens: readonly string[] | undefined): boolean {
  return NEXT_SERVER.test(file) || (screens?.includes('react') === true && REACT.test(file))
}

/** As React's own package is called, and as Next.js calls the copy that it brings. */
const REACT_DOM = ['react-dom', 'react-dom-builtin']

/** Most files are told apart by their names. */
function reactDomAround(file: string): string[] {
  return file.includes('react-dom') ? REACT_DOM.flatMap(name => packageAround(file, name) ?? []) : []
}

/** Next.js' copy says only which React it belongs to. */
function versionIn(directory: string): string {
  const { version, peerDependencies } = readManifest(directory) ?? {}
  return String(version ?? (peerDependencies as { readonly react?: unknown } | undefined)?.react ?? '')
}
