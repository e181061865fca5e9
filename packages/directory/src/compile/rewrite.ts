import { basename, join, posix } from 'node:path'
import remapping from '@jridgewell/remapping'
import MagicString from 'magic-string'
import { relativeSpecifier, type Target } from '../graph/resolver.js'
import type { Session } from '../session.js'
import type { SourceFile } from '../tree/scan.js'
import type { Kind } from './kind.js'
import type { Link } from './module.js'
import { HELPERS, type Plain } from './plain.js'
import type { Specifier } from './specifiers.js'

/** Directory in the output for what Iaso adds to it. */
export const OWN = '_iaso'

export function helperFile(name: string): string {
  return `${OWN}/helpers/${name}.cjs`
}

/**
 * Makes specifiers lead where they shall when the output is run, and says where that is: `./x.ts`, an alias of tsconfig's `paths`, and
 * in ES modules `./x` become the path of a file.
 */
export function rewrite(
  session: Session,
  source: SourceFile,
  plain: Plain,
  kind: Kind,
  specifiers: readonly Specifier[],
): { readonly code: string; readonly map: object | undefined; readonly links: Link[] } {
  const text = new MagicString(plain.code)
  const links: Link[] = []
  for (const specifier of specifiers) {
    const helper = specifier.text.startsWith(HELPERS) ? specifier.text.slice(HELPERS.length) : undefined
    const target = helper === undefined ? session.resolver.find(source.file, specifier) : toHelper(session, helper)
    if (!target) continue
    const next = wanted(session, source, kind, specifier, target)
    if (next !== specifier.text) text.overwrite(specifier.start, specifier.end, JSON.stringify(next))
    links.push({ text: next, by: specifier.by, eager: specifier.eager, target })
  }
  if (!text.hasChanged()) return { code: plain.code, map: relative(plain.map, source), links }
  const map = text.generateMap({ source: source.file, hires: 'boundary' })
  const whole = plain.map ? { ...remapping([map, plain.map] as never, () => null) } : map
  return { code: text.toString(), map: relative(whole, source), links }
}

/** Maps name a source by the way from the module. */
function relative(map: object | undefined, { file }: SourceFile): object | undefined {
  return map && { ...map, sources: [basename(file)] }
}

function toHelper({ out }: Session, name: string): Target {
  return { file: join(out, helperFile(name)) }
}

function wanted(session: Session, source: SourceFile, kind: Kind, { text, by }: Specifier, target: Target): string {
  if (!target || 'builtin' in target) return text
  const from = join(session.out, source.output)
  if (text.startsWith(HELPERS)) return relativeSpecifier(from, target.file)
  const compiled = session.bySource.get(target.file)
  if (!compiled || text.startsWith('#')) return text
  const found = relativeSpecifier(from, join(session.out, compiled.output))
  if (!text.startsWith('.')) return isAlias(session, source, text) ? found : text
  const isLoose = by === 'require' || kind !== 'module'
  return reaches(text, found, isLoose) ? text : found
}

/** Not the package's own name: Node follows that by itself. */
function isAlias({ packages }: Session, { file }: SourceFile, text: string): boolean {
  const name = packages.of(file)?.manifest.name
  return name === undefined || (text !== name && !text.startsWith(`${name}/`))
}

/** Does Node find the file under this text? `require` tries extensions and index files. */
function reaches(text: string, found: string, isLoose: boolean): boolean {
  const written = posix.normalize(text.replace(/[?#].*$/, ''))
  if (written === posix.normalize(found)) return true
  if (!isLoose) return false
  const tried = ['.js', '.json', '/index.js', '/index.json'].map(ending => written.replace(/\/$/, '') + ending)
  return tried.map(posix.normalize).includes(posix.normalize(found))
}
