import { analyze, type Module, parse } from '@iaso/babel-plugin'
import { explain, type Finding, type Mapping, type ModuleMapping, type Report } from '@iaso/protocol'
import { exportsOf } from '../resolve/exports.js'
import { unanswerable } from './answer.js'
import { member, type Remedy, remedyFor } from './remedies.js'
import { typeOf } from './types.js'

export interface SkeletonInput {
  readonly report: Report
  readonly mapping: Mapping
  /** Answers that other migrations of the release have given, as they stand in their `for`. */
  readonly answered: ReadonlySet<string>
  /** Specifier under which the migration imports the types of a module; undefined: it has none. Absent: a migration in plain JavaScript. */
  readonly typesOf?: ((path: string) => string | undefined) | undefined
}

export interface Skeleton {
  readonly text: string
  /** What it answers, as in `for`. */
  readonly entries: readonly string[]
  /** Variables and functions that it is about. */
  readonly names: readonly string[]
}

/** A migration for the edits of a report that need one, and for conditions that it is known to lift; undefined: there are none. */
export function writeSkeleton(input: SkeletonInput): Skeleton | undefined {
  const modules = new Modules(input.mapping)
  const questions = input.report.edits
    .flatMap(({ key, findings }) =>
      findings
        .filter(finding => isAnswerable(finding, key, input))
        .map(finding => ({ key, finding, known: remedyOf(finding, key, modules) }))
        .filter(({ finding, known }) => finding.verdict !== 'live' || (finding.unless !== undefined && known)),
    )
    // what is made again may be in what is emptied
    .sort((one, other) => (one.finding.code < other.finding.code ? -1 : Number(one.finding.code > other.finding.code)))
  if (questions.length === 0) return undefined
  const remedies = questions.map(
    ({ key, finding, known }) =>
      known ?? { path: pathOf(key), names: [], ...unfinished(explain(finding.code, finding.args)) },
  )
  const entries = [...new Set(questions.map(({ key, finding }) => `${finding.code} ${key}`))]
  return {
    text: write(entries, remedies, modules, input),
    entries,
    names: [...new Set(remedies.flatMap(({ names }) => names))],
  }
}

function isAnswerable({ code }: Finding, key: string, { mapping, answered }: SkeletonInput): boolean {
  return unanswerable({ code, key }, mapping) === undefined && !answered.has(`${code} ${key}`)
}

function remedyOf(finding: Finding, key: string, modules: Modules): Remedy | undefined {
  const path = pathOf(key)
  const module = modules.analyzed(path)
  return module === undefined ? undefined : remedyFor(finding, module, modules.isLate(path))
}

function pathOf(key: string): string {
  return key.slice(0, key.indexOf('#'))
}

function unfinished(text: string): Pick<Remedy, 'up' | 'down'> {
  return { up: `unfinished(${quote(text)})`, down: undefined }
}

class Modules {
  private readonly known = new Map<string, Module>()

  constructor(private readonly mapping: Mapping) {}

  analyzed(path: string): Module | undefined {
    const mapping = this.mapping.modules[path]
    if (mapping !== undefined && !this.known.has(path)) this.known.set(path, read(path, mapping))
    return this.known.get(path)
  }

  isLate(path: string): boolean {
    return this.mapping.modules[path]?.eager === false
  }
}

function read(path: string, { code, format }: ModuleMapping): Module {
  return analyze(parse(code, format, path).program, format, path)
}

function write(
  entries: readonly string[],
  remedies: readonly Remedy[],
  modules: Modules,
  { typesOf }: SkeletonInput,
): string {
  const up = lines(remedies.map(remedy => remedy.up))
  const down = lines(remedies.map(remedy => remedy.down))
  const kept = new Map(remedies.flatMap(({ before, path }) => (before === undefined ? [] : [[before, path] as const])))
  const takes = kept.size > 0 ? '{ modules, before }' : '{ modules }'
  const paths = [...new Set(remedies.map(({ path }) => path))].filter(path => modules.analyzed(path) !== undefined)
  const types = typesOf === undefined ? undefined : writeTypes(paths, remedies, modules, typesOf)
  const keeps = [...kept].map(([name, path]) => `${name}: ${member(path, name)}`).join(', ')
  return [
    `import { defineMigration${up.some(isUnfinished) ? ', unfinished' : ''} } from '@iaso/runtime/migration'`,
    ...(types?.imports ?? []),
    '',
    ...(types === undefined ? [] : [...types.declaration, '']),
    `export default defineMigration${types === undefined ? '' : writeParameters(kept)}({`,
    ...writeEntries(entries),
    ...(keeps === '' ? [] : step('before({ modules })', [`return { ${keeps} }`])),
    ...step('up({ modules })', up),
    ...(down.length > 0 ? step(`down(${takes})`, down) : []),
    '})',
    '',
  ].join('\n')
}

function isUnfinished(line: string): boolean {
  return line.startsWith('unfinished(')
}

function writeEntries(entries: readonly string[]): string[] {
  const [first = '', ...more] = entries.map(quote)
  return more.length === 0
    ? [`  for: [${first}],`]
    : ['  for: [', ...[first, ...more].map(entry => `    ${entry},`), '  ],']
}

function step(head: string, body: readonly string[]): string[] {
  return [`  ${head} {`, ...body.map(line => `    ${line}`), '  },']
}

/** `<Modules, { table: Modules['src/rates.ts']['table'] }>` */
function writeParameters(kept: ReadonlyMap<string, string>): string {
  if (kept.size === 0) return '<Modules>'
  const fields = [...kept].map(([name, path]) => `${name}: Modules[${quote(path)}][${quote(name)}]`)
  return `<Modules, { ${fields.join('; ')} }>`
}

function lines(parts: readonly (string | undefined)[]): string[] {
  return [...new Set(parts.filter(part => part !== undefined))]
}

interface Types {
  readonly imports: readonly string[]
  readonly declaration: readonly string[]
}

/** A module's exported names have the types that it gives them; the others', as far as their first values tell. */
function writeTypes(
  paths: readonly string[],
  remedies: readonly Remedy[],
  modules: Modules,
  typesOf: (path: string) => string | undefined,
): Types {
  const imports: string[] = []
  const members = paths.flatMap((path, at) => {
    const module = modules.analyzed(path) as Module
    const specifier = typesOf(path)
    const local = `${localName(path)}${paths.findIndex(each => localName(each) === localName(path)) < at ? at + 1 : ''}`
    if (specifier !== undefined) imports.push(`import type * as ${local} from ${quote(specifier)}`)
    const used = new Set(remedies.filter(remedy => remedy.path === path).flatMap(({ names }) => names))
    const exported = specifier === undefined ? new Map() : exportsOf(module).named
    const own = [...module.scope.bindings.values()].filter(
      ({ name, kind, imported }) =>
        imported === undefined && !exported.has(name) && (used.has(name) || ['const', 'let', 'var'].includes(kind)),
    )
    const fields = own.map(
      binding => `    ${binding.assigned ? '' : 'readonly '}${binding.name}: ${typeOf(binding, module)}`,
    )
    const type = [
      ...(specifier === undefined ? [] : [`typeof ${local}`]),
      ...(fields.length > 0 ? [`{\n${fields.join('\n')}\n  }`] : []),
    ]
    return [`  ${quote(path)}${modules.isLate(path) ? '?' : ''}: ${type.join(' & ') || '{}'}`]
  })
  return { imports, declaration: ['interface Modules {', ...members, '}'] }
}

/** `src/price-list.ts` → `priceList` */
function localName(path: string): string {
  const base = path.replace(/^.*\//, '').replace(/\..*$/, '')
  const name = base.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())
  return /^[a-z_$]/i.test(name) ? name : `module${name}`
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', ' ')}'`
}
