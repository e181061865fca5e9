import type * as t from '@babel/types'
import { fingerprint, generate, type ModuleRecord } from '@iaso/babel-plugin'
import { type Finding, MAPPING_SCHEMA, type Mapping, type ModuleMapping } from '@iaso/protocol'
import remapping from '@jridgewell/remapping'
import type { NewModule, PatchInput } from './api.js'
import type { FunctionChange } from './compare/functions.js'
import { editAll, fitting } from './drill.js'
import { emitParts } from './emit/index.js'
import { Findings, keyOf } from './findings.js'
import { type Pair, Program } from './program.js'
import { verifyChange } from './verify/function.js'

/** One module with what was recorded when its guards were put in. */
export interface SelfPatchInput extends Pick<NewModule, 'code' | 'format' | 'map'> {
  readonly path: string
  readonly id: string
  readonly fingerprint: string
  readonly record: ModuleRecord
}

/** A module's patch with itself. */
export interface SelfPatch {
  /** Expression `$c => { …; return { $cell: implementation } }`; absent where nothing can be patched. */
  readonly link: { readonly code: string; readonly map: object } | undefined
  /** How many cells there are with those that the patch itself adds. */
  readonly cells: number
  /** Keys of the functions that are patched, by cell. */
  readonly functions: ReadonlyMap<number, string>
  /** Functions that stay as they are, each with the first reason. */
  readonly left: readonly { readonly key: string; readonly finding: Pick<Finding, 'code' | 'args'> }[]
}

/** Patches every function of a module with itself. At once, for modules that wait to be loaded. */
export function selfPatch(input: SelfPatchInput): SelfPatch {
  const { path, code, format, map } = input
  // Whatever imports lead to, it is no part of this, and it is there.
  const resolutions = Object.fromEntries(input.record.imports.map(specifier => [specifier, `import ${specifier}`]))
  const unguarded = Object.fromEntries(Object.values(resolutions).map(target => [target, 'external']))
  const mapping = toMapping(input, resolutions, unguarded)
  const modules = { [path]: { code, format, map, resolutions, eager: true } }
  const program = new Program({ ...NOTHING, mapping, modules, unguarded } as PatchInput)
  const findings = new Findings(modules)
  const edited = editAll(program.pair(path))
  for (const change of edited.changes) verifyChange(change, edited.pair, mapping.release, false, true, findings)
  const { parts, cells } = emitParts(program, [fitting(edited, findings)], new Map(), [], findings)
  const fresh = (cells.get(path) ?? []).map(({ cell }) => cell + 1)
  return {
    link: parts[0] && print(parts[0], input),
    cells: Math.max(input.record.functions.length, ...fresh),
    // What can't be emitted is refused, too.
    functions: new Map(fitting(edited, findings).changes.flatMap(change => toKeys(change, edited.pair))),
    left: [...skipped(input), ...findings.reports().flatMap(({ key, findings }) => refusal(key, findings))],
  }
}

/** What a single module never asks for: its imports are in its own table. */
const NOTHING = {
  toolchain: {},
  allow: new Set(),
  drill: true,
  moduleId: (path: string) => path,
  fingerprint,
  bundle: () => Promise.reject(new Error('a self-patch has no dependencies')),
}

function toMapping(
  { path, id, fingerprint, code, format, record }: SelfPatchInput,
  resolutions: ModuleMapping['resolutions'],
  unguarded: Mapping['unguarded'],
): Mapping {
  const { table, functions, cells, privates } = record
  const module = { id, format, fingerprint, code, resolutions, eager: true, table, functions, cells, privates }
  return {
    schema: MAPPING_SCHEMA,
    iaso: '',
    app: '',
    environment: '',
    release: '',
    toolchain: {},
    modules: { [path]: module },
    unguarded,
    patches: [],
  }
}

function toKeys({ fn, cells }: FunctionChange, { next }: Pair): [number, string][] {
  return cells.map(({ cell }) => [cell, keyOf(next, fn)])
}

function refusal(key: string, findings: readonly Finding[]): SelfPatch['left'] {
  const finding = findings.find(({ verdict }) => verdict === 'refused')
  return finding === undefined ? [] : [{ key, finding }]
}

function skipped({ record }: SelfPatchInput): SelfPatch['left'] {
  return record.functions.flatMap(({ key, skipped }) =>
    skipped === undefined ? [] : [{ key, finding: { code: skipped as Finding['code'], args: {} } }],
  )
}

/** `[id, fingerprint, link]` */
function print(part: t.Expression, { path, code, map }: SelfPatchInput): NonNullable<SelfPatch['link']> {
  const link = (part as t.ArrayExpression).elements[2] as t.Expression
  const output = generate(link, { sourceMaps: true, sourceFileName: 'patch.js' }, { [path]: code })
  const toOriginal = remapping(output.map as never, (_file, context) =>
    context.depth === 1 ? ((map ?? null) as never) : null,
  )
  return { code: output.code, map: toOriginal }
}
