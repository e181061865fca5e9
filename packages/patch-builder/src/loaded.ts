import { parseExpression } from '@babel/parser'
import * as t from '@babel/types'
import type { Mapping, Report } from '@iaso/protocol'
import type { PatchInput, PatchResult } from './api.js'
import { hostOf } from './emit/migrations.js'
import type { Findings } from './findings.js'
import type { Program } from './program.js'

/**
 * CommonJS modules that are required while a program runs. What changes in place can't wait for such a module: who requires it goes on with it in
 * the same turn, before anything could be put to work. Where it has been loaded, it is like any other. So where only that stands in a
 * patch's way, the patch asks for it when it is applied.
 *
 * @returns paths of those that an edit of theirs is refused for, as far as can be seen
 */
export function mayBeLoaded({ mapping, modules, drill }: PatchInput, { outcome, edits }: Report): string[] {
  if (outcome !== 'refused' || drill || mapping.modules[hostOf(mapping)] === undefined) return []
  const refused = edits.flatMap(({ verdict, findings }) => (verdict === 'refused' ? findings : []))
  const paths = [...new Set(refused.map(({ file }) => file))]
  return paths.filter(path => {
    const { eager = true, format = 'module', addedBy = undefined } = mapping.modules[path] ?? {}
    return !eager && format === 'commonjs' && addedBy === undefined && modules[path] !== undefined
  })
}

/** They are there when the patch comes. */
export function withLoaded(input: PatchInput, loaded: readonly string[]): PatchInput {
  const mapping: Mapping = { ...input.mapping, modules: withEager(input.mapping.modules, loaded, true) }
  return { ...input, mapping, modules: withEager(input.modules, loaded, true) }
}

/** For the next patch, they are what they were. */
export function asLoadedLate({ mapping, ...result }: PatchResult, loaded: readonly string[]): PatchResult {
  return mapping ? { ...result, mapping: { ...mapping, modules: withEager(mapping.modules, loaded, false) } } : result
}

function withEager<Each extends { readonly eager: boolean }>(
  modules: Readonly<Record<string, Each>>,
  paths: readonly string[],
  eager: boolean,
): Record<string, Each> {
  const entries = Object.entries(modules)
  return Object.fromEntries(entries.map(([path, each]) => [path, paths.includes(path) ? { ...each, eager } : each]))
}

export function noteLoaded(loaded: readonly string[], findings: Findings): void {
  for (const path of loaded)
    for (const key of findings.keysIn(path)) findings.add('changed', key, 'IASO3160', null, { path })
}

/** The part that asks, before any other is linked: of a module that is always there. */
export function emitLoaded({ mapping }: Program, loaded: readonly string[]): t.Expression[] {
  const modules = withEager(mapping.modules, loaded, false)
  const host = modules[hostOf({ ...mapping, modules })]
  if (loaded.length === 0 || host === undefined) return []
  const ids = loaded.map(path => mapping.modules[path]?.id)
  const link = parseExpression(`($c => {
    for (const id of ${JSON.stringify(ids)}) if (!$c.table(id)[0]) throw { code: "IASO1205", args: [id] }
    return {}
  })`)
  return [t.arrayExpression([t.stringLiteral(host.id), t.stringLiteral(host.fingerprint), link])]
}
