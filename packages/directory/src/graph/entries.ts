import { join, normalize } from 'node:path'
import { isAside } from '@iaso/build'
import type { Manifest } from '../compile/manifest.js'
import { readManifest } from '../compile/manifest.js'
import type { CompiledModule } from '../compile/module.js'
import type { Session } from '../session.js'

/**
 * The modules that processes begin with: those named by the settings, else by package.json, else those that no other module imports. What they
 * import is there from the start, so a patch may count on it; on too many of them a patch would count in vain, and be rejected.
 */
export function findEntries(session: Session, modules: readonly CompiledModule[]): ReadonlySet<string> {
  const { settings, project } = session
  const named = settings.entries ?? namedIn(readManifest(project.root) ?? {})
  const entries = named.flatMap(path => locate(session, path) ?? [])
  if (entries.length > 0) return new Set(entries)
  const own = modules.filter(({ source }) => !isAside(source.name))
  const imported = new Set(
    own.flatMap(({ links }) => links.flatMap(({ target }) => ('file' in target ? target.file : []))),
  )
  return new Set(own.map(({ source }) => source.file).filter(file => !imported.has(file)))
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
