import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { type ParseResult, parseSync } from 'rolldown/utils'

/** What a module exports. */
export interface ModuleExports {
  /** What it has from others, by name. */
  readonly named: ReadonlyMap<string, Origin>
  readonly own: ReadonlySet<string>
  /** `export * from` */
  readonly stars: readonly string[]
}

export interface Origin {
  readonly from: string
  /** `*`: the whole of it. */
  readonly name: string
}

type StaticExport = ParseResult['module']['staticExports'][number]['entries'][number]

const LANGUAGES: Readonly<Record<string, 'js' | 'jsx' | 'ts' | 'tsx'>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.tsx': 'tsx',
}

/** Nothing for what is no ES module, or no file. */
export function exportsOf(file: string): ModuleExports | undefined {
  const lang = LANGUAGES[extname(file)]
  const text = lang && read(file)
  if (text === undefined) return undefined
  const { module, errors } = parseSync(file, text, { lang, sourceType: 'unambiguous' })
  if (errors.length > 0 || !module.hasModuleSyntax) return undefined
  const imported = importedNames(module)
  const entries = module.staticExports.flatMap(({ entries }) => entries)
  const named = new Map(entries.flatMap(entry => originOf(entry, imported)))
  const own = entries.map(exportedName).filter(name => name !== undefined && !named.has(name)) as string[]
  return { named, own: new Set(own), stars: entries.flatMap(starOf) }
}

function importedNames({ staticImports }: ParseResult['module']): Map<string, Origin> {
  const pairs = staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(
      ({ importName, localName }) =>
        [localName.value, { from: moduleRequest.value, name: nameOf(importName) }] as const,
    ),
  )
  return new Map(pairs)
}

/** `export { z } from './a'`, `export * as z from './a'`; `import * as z from './a'` with `export { z }` or `export default z`. */
function originOf(entry: StaticExport, imported: ReadonlyMap<string, Origin>): [string, Origin][] {
  const name = exportedName(entry)
  if (name === undefined) return []
  const from = entry.moduleRequest?.value
  const origin =
    from === undefined ? imported.get(entry.localName.name ?? '') : { from, name: nameOf(entry.importName) }
  return origin ? [[name, origin]] : []
}

function exportedName({ exportName: { kind, name } }: StaticExport): string | undefined {
  return kind === 'Default' ? 'default' : (name ?? undefined)
}

function starOf({ moduleRequest, importName }: StaticExport): string[] {
  return importName.kind === 'AllButDefault' && moduleRequest ? [moduleRequest.value] : []
}

function nameOf({ kind, name }: { readonly kind: string; readonly name?: string | null | undefined }): string {
  if (kind === 'NamespaceObject' || kind === 'All') return '*'
  return kind === 'Default' ? 'default' : (name ?? 'default')
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // A plugin made the module up: what it exports is known to nobody here.
    return undefined
  }
}
