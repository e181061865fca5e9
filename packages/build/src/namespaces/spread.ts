import { posix } from 'node:path'
import remapping from '@jridgewell/remapping'
import MagicString from 'magic-string'
import { type ParseResult, parseSync } from 'rolldown/utils'
import { isInNodeModules, slashes, splitId } from '../paths.js'
import type { Namespaces } from './index.js'

type StaticImport = ParseResult['module']['staticImports'][number]
type Entry = StaticImport['entries'][number]

interface Code {
  readonly code: string
  readonly map: object | undefined
}

/**
 * Imports namespaces as such: `import { z } from 'zod'` becomes `import * as z from '…/external.js'`, for that is what it is. Of a namespace the scope
 * table hands out the members that are used; handing out an export that happens to be one would keep all of it in the bundle.
 *
 * @param id the host's, of the module
 * @returns nothing where there is none
 */
export async function spreadNamespaces(
  namespaces: Namespaces,
  id: string,
  { code, map }: Code,
): Promise<Code | undefined> {
  if (!mayAskForMembers(code)) return undefined
  const { module, errors } = parseSync(splitId(id).file, code, { lang: 'js', sourceType: 'module' })
  // The host reports that, in its own words.
  if (errors.length > 0) return undefined
  const text = new MagicString(code)
  for (const statement of module.staticImports) {
    const found = await namespacesIn(namespaces, id, code, statement)
    if (found.size > 0) text.overwrite(statement.start, statement.end, write(statement, id, found))
  }
  if (!text.hasChanged()) return undefined
  const own = text.generateMap({ source: posix.basename(splitId(id).file), hires: 'boundary' })
  return { code: text.toString(), map: map ? { ...remapping([own, map] as never, () => null) } : own }
}

/** Cheaper than to parse: is there an import that is asked for a member, or one that isn't understood here? */
function mayAskForMembers(code: string): boolean {
  const asked = new Set([...code.matchAll(/([^\s.,;:?!=<>+\-*/%&|^~@#()[\]{}'"`]+)\s*\??\./g)].map(([, name]) => name))
  return [...code.matchAll(/\bimport\b(?!\s*[.(])(?:\s*["']|([^'"`;=]*?)\bfrom\s*["'])?/g)].some(
    ([text, names = '']) => (/["']$/.test(text) ? names.split(/[\s,{}*]+/).some(name => asked.has(name)) : true),
  )
}

/** Entry → the module that it is the namespace of. */
async function namespacesIn(namespaces: Namespaces, id: string, code: string, statement: StaticImport) {
  const found = new Map<Entry, string>()
  const { moduleRequest, entries, end } = statement
  const asked = entries.filter(entry => isAskedForMembers(entry, code))
  if (asked.length === 0 || /\bwith\b/.test(code.slice(moduleRequest.end, end))) return found
  const target = await namespaces.resolve(moduleRequest.value, id)
  if (target === undefined) return found
  for (const entry of asked) {
    const namespace = await namespaces.of(target, importedName(entry))
    if (namespace !== undefined && isInNodeModules(slashes(namespace))) found.set(entry, namespace)
  }
  return found
}

/** Others are whole in the bundle anyway. */
function isAskedForMembers({ importName, localName }: Entry, code: string): boolean {
  const literal = localName.value.replaceAll('$', '\\$')
  return importName.kind !== 'NamespaceObject' && new RegExp(`(?<![\\w$.])${literal}\\s*\\??\\.`).test(code)
}

function write({ moduleRequest, entries }: StaticImport, id: string, found: ReadonlyMap<Entry, string>): string {
  const source = JSON.stringify(moduleRequest.value)
  const left = entries.filter(entry => !found.has(entry))
  const named = left.map(entry => `${toName(importedName(entry))} as ${entry.localName.value}`)
  const first = named.length > 0 ? `import { ${named.join(', ')} } from ${source};` : `import ${source};`
  const others = [...found].map(
    ([{ localName }, namespace]) => `import * as ${localName.value} from ${JSON.stringify(relative(id, namespace))};`,
  )
  return [first, ...others].join(' ')
}

function importedName({ importName: { kind, name } }: Entry): string {
  return kind === 'Default' ? 'default' : (name ?? '')
}

/** `import { 'a-b' as c }` */
function toName(name: string): string {
  return /^[\w$]+$/.test(name) ? name : JSON.stringify(name)
}

/** The same text on every machine. */
function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(slashes(splitId(from).file)), slashes(to))
  return path.startsWith('.') ? path : `./${path}`
}
