import { readFileSync } from 'node:fs'
import { type BuildFacts, contentDigest, type HostGraph, isAside, isInNodeModules } from '@iaso/build'
import type { CompiledModule, Link } from '../compile/module.js'
import { OWN } from '../compile/rewrite.js'
import type { Session } from '../session.js'
import { findEntries } from './entries.js'
import { readToolchain } from './toolchain.js'

/** Files that tell people and package managers something, and programs nothing that isn't known of elsewhere. */
const TALK =
  /\.(?:md|markdown|map|d\.[cm]?ts)$|(?:^|\/)(?:(?:LICEN[CS]E|README|CHANGELOG|Makefile)[^/]*|(?:package|bower|component|[jt]sconfig[\w.-]*)\.json|[\w.-]+[.-]lock(?:\.json|\.yaml|b)?)$/i

/**
 * Puts together what is known of all modules. Installed packages are known by their versions; every other file that modules load, or that is
 * copied beside them, by its content.
 */
export function collectFacts(session: Session, modules: readonly CompiledModule[]): BuildFacts {
  for (const { guarded, links } of modules) if (guarded) guarded.resolutions = resolutionsOf(session, links)
  return session.state.finish(toGraph(session, modules), readToolchain(session), { isServer: true })
}

function resolutionsOf(session: Session, links: readonly Link[]): Record<string, string> {
  return Object.fromEntries(links.map(({ text, target }) => [text, pathOf(session, target)]))
}

function pathOf({ project, out }: Session, target: Link['target']): string {
  if ('builtin' in target) return target.builtin
  return target.file.startsWith(`${out}/${OWN}/`)
    ? `@iaso/${target.file.slice(out.length + 1)}`
    : project.path(target.file)
}

function toGraph(session: Session, modules: readonly CompiledModule[]): HostGraph {
  // A test that the application loads is a file like any other.
  const own = modules.filter(({ source }) => !isAside(source.name))
  const byFile = new Map(own.map(module => [module.source.file, module]))
  const entries = findEntries(session, modules)
  const others = otherFiles(session, modules).filter(file => !byFile.has(file))
  for (const [file, digest] of digestsOf(own, others)) session.state.known.set(session.project.path(file), digest)
  return {
    isInstalled: isInNodeModules,
    isRequired: isRequiredBy(own),
    ids: [...byFile.keys(), ...others],
    module(id) {
      const module = byFile.get(id)
      const filesOf = (isEager: boolean) =>
        module?.links.flatMap(({ eager, target }) => (eager === isEager && 'file' in target ? target.file : [])) ?? []
      return { code: null, isEntry: entries.has(id), imports: filesOf(true), later: filesOf(false) }
    },
  }
}

/** Not by an ES module, nor by what becomes CommonJS only when it is written, nor by `import()`. */
function isRequiredBy(modules: readonly CompiledModule[]): (file: string) => boolean {
  const required = new Set<string>()
  const imported = new Set<string>()
  for (const { kind, links } of modules)
    for (const { by, target } of links) {
      const files = kind === 'commonjs' && by === 'require' ? required : imported
      if ('file' in target) files.add(target.file)
    }
  return file => required.has(file) && !imported.has(file)
}

function otherFiles({ files, out }: Session, modules: readonly CompiledModule[]): string[] {
  const copied = files
    .filter(({ isScript, name }) => !isScript && !TALK.test(name) && !isAside(name))
    .map(({ file }) => file)
  const loaded = modules
    .filter(({ guarded }) => guarded)
    .flatMap(({ links }) => links.flatMap(({ target }) => ('file' in target ? target.file : [])))
    .filter(file => !isInNodeModules(file) && !file.startsWith(`${out}/${OWN}/`))
  return [...new Set([...copied, ...loaded])]
}

function* digestsOf(modules: readonly CompiledModule[], others: readonly string[]) {
  for (const { source, guarded, fingerprint } of modules) if (!guarded) yield [source.file, fingerprint] as const
  for (const file of others) yield [file, contentDigest(readFileSync(file))] as const
}
