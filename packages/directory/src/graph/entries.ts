import { join, normalize } from 'node:path'
import { isAside } from '@iaso/build'
import type { Manifest } from '../compile/manifest.js'
import { readManifest } from '../compile/manifest.js'
import type { CompiledModule } from '../compile/module.js'
import type { Session } from '../session.js'

/**
 * The modules that processes begin with: those named by the settings, else by package.json, else those that no other module imports, or only
 * modules that they import themselves. What they import is there from the start, so a patch may count on it; on too many of them a patch would
 * count in vain, and be rejected.
 */
export function findEntries(session: Session, modules: readonly CompiledModule[]): ReadonlySet<string> {
  const { settings, project } = session
  const named = settings.entries ?? namedIn(readManifest(project.root) ?? {})
  const entries = named.flatMap(path => locate(session, path) ?? [])
  if (entries.length > 0) return new Set(entries)
  return outermost(modules.filter(({ source }) => !isAside(source.name)))
}

function outermost(modules: readonly CompiledModule[]): ReadonlySet<string> {
  const links = new Map(
    modules.map(each => [
      each.source.file,
      each.links.flatMap(({ target }) => ('file' in target && target.file !== each.source.file ? target.file : [])),
    ]),
  )
  const imported = new Set([...links.values()].flat())
  const found = new Set([...links.keys()].filter(file => !imported.has(file)))
  const reached = new Set([...found].flatMap(file => [...reachedFrom(file, links)]))
  // what is left is imported in circles: of the circles that nothing else leads to, any module may be the first
  const left = [...links.keys()].filter(file => !reached.has(file))
  const ways = new Map(left.map(file => [file, reachedFrom(file, links)]))
  const leadsTo = (from: string, to: string) => ways.get(from)?.has(to) === true
  for (const file of left) if (left.every(each => !leadsTo(each, file) || leadsTo(file, each))) found.add(file)
  return found
}

function reachedFrom(file: string, links: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set([file])
  for (const each of reached) for (const next of links.get(each) ?? []) reached.add(next)
  return reached
}

function namedIn({ main, exports, bin, scripts }: Manifest): string[] {
  const run = texts(scripts).flatMap(line => line.match(/[\w./@-]+\.[cm]?[jt]sx?\b/g) ?? [])
  return [...texts(main), ...texts(bin), ...texts(exports), ...run].filter(path => !isAside(path))
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}

/** A source, or the one that an output is made from; with and without an extension. */
function locate({ project, out, files }: Session, path: string): string | undefined {
  const file = normalize(join(project.root, path))
  return files.find(each => each.isScript && [each.file, join(out, each.output)].some(known => isNamed(known, file)))
    ?.file
}

function isNamed(known: string, file: string): boolean {
  return known === file || known === `${file}.js` || known === join(file, 'index.js')
}
