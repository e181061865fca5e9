import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { analyze, digest, importSources, instrument, type ModuleRecord, parse } from '@iaso/babel-plugin'
import { buildPatch, type NewModule, type PatchInput, type PatchResult } from '@iaso/patch-builder'
import {
  MAPPING_SCHEMA,
  type Mapping,
  type ModuleFormat,
  type ModuleMapping,
  type Report,
  readMapping,
  releaseGlobal,
  type Verdict,
  writeMapping,
} from '@iaso/protocol'
import * as runtime from '@iaso/runtime'
import { type apply, revert } from '@iaso/runtime'
import { afterAll } from 'vitest'
import { writeFiles } from '../../../testing/folder.js'

/** Sources by path. `main.js` is the entry. */
export type Sources = Readonly<Record<string, string>>

const RUNTIME = import.meta.resolve('@iaso/runtime')
let programs = 0

/** A guarded release of a few modules, run in this process; cells of different programs never meet. */
export class RunningProgram {
  readonly app = `test-${process.pid}-${programs++}`
  readonly folder = mkdtempSync(join(tmpdir(), 'iaso-edits-'))
  mapping: Mapping

  constructor(
    readonly sources: Sources,
    readonly format: ModuleFormat = 'module',
  ) {
    this.mapping = stored(this.release())
    Object.defineProperty(globalThis, releaseGlobal(this.app), { value: 'r1', configurable: true })
  }

  /** The entry's exports, in the guarded release. */
  async run(): Promise<Record<string, never>> {
    if (this.format === 'commonjs')
      return runCommonJs(path => readFileSync(join(this.folder, path), 'utf8'), this.sources)
    return import(pathToFileURL(join(this.folder, 'main.js')).href)
  }

  async build(after: Sources, allow: readonly Verdict[] = [], more: Partial<PatchInput> = {}): Promise<PatchResult> {
    return buildPatch({
      mapping: this.mapping,
      modules: Object.fromEntries(
        Object.entries(withoutMigrations(after)).map(([path, code]) => [
          path,
          newModule(path, code, this.format, after),
        ]),
      ),
      migrations: Object.entries(after).flatMap(([path, code]) =>
        MIGRATION.test(path) ? [{ path, name: path.replace(MIGRATION, '$1'), code }] : [],
      ),
      unguarded: {},
      toolchain: {},
      allow: new Set(allow),
      moduleId: path => this.idOf(path),
      fingerprint: code => digest(code, 8),
      bundle: () => Promise.reject(new Error('no dependencies here')),
      ...more,
    })
  }

  /** Builds and applies; the mapping goes on from there. */
  async patch(after: Sources, allow: readonly Verdict[] = []): Promise<PatchResult> {
    const result = await this.build(after, allow)
    if (result.patch === undefined || result.mapping === undefined)
      throw new Error(`no patch: ${JSON.stringify(result.report, null, 1)}`)
    if (process.env.DEBUG) console.log(result.patch.code)
    const outcome = this.apply(result.patch.code)
    if (outcome.status !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}\n${result.patch.code}`)
    this.mapping = stored(result.mapping)
    return result
  }

  apply(code: string): ReturnType<typeof apply> {
    let result: ReturnType<typeof apply> | undefined
    const registry = (globalThis as never)[Symbol.for('iaso')] as { apply: typeof apply }
    const spy = Object.create(registry, {
      apply: { value: (patch: Parameters<typeof apply>[0]) => (result = registry.apply(again(patch))) },
    })
    // the script as it is, but for the realm's registry: its answer is wanted
    const run = new Script(`(Symbol => ${code.trim().replace(/;$/, '')})`).runInThisContext() as (
      symbol: unknown,
    ) => void
    const key = Symbol('spy')
    Object.defineProperty(globalThis, key, { value: spy, configurable: true })
    const own = Object.assign((...args: []) => Symbol(...args), {
      for: (name: string) => (name === 'iaso' ? key : Symbol.for(name)),
      iterator: Symbol.iterator,
      asyncIterator: Symbol.asyncIterator,
    })
    run(own)
    if (result === undefined) throw new Error('the patch did not call the runtime')
    return result
  }

  revert(): ReturnType<typeof revert> {
    return revert(this.app)
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true })
  }

  private idOf(path: string): string {
    return digest(`${this.app}\0${path}`, 6)
  }

  private release(): Mapping {
    const modules: Record<string, ModuleMapping> = {}
    const paths = eagerPaths(this.sources, this.format)
    for (const [path, code] of Object.entries(this.sources)) {
      const id = this.idOf(path)
      const fingerprint = digest(code, 8)
      const registrar = join(this.folder, `${id}.registrar.mjs`)
      const { code: guarded, record } = instrument(code, {
        path,
        id,
        fingerprint,
        format: this.format,
        registrar: cells => {
          writeFileSync(
            registrar,
            `import { define } from ${JSON.stringify(RUNTIME)}\nexport default define("${id}", "${fingerprint}", ${cells})\n`,
          )
          return pathToFileURL(registrar).href
        },
      })
      this.write(path, guarded)
      modules[path] = {
        id,
        fingerprint,
        code,
        format: this.format,
        eager: paths.has(path),
        resolutions: resolutions(path, code, this.format, this.sources),
        ...mapped(record),
      }
    }
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}')
    return {
      schema: MAPPING_SCHEMA,
      iaso: 'test',
      app: this.app,
      environment: 'test',
      release: 'r1',
      toolchain: {},
      modules,
      unguarded: {},
      patches: [],
    }
  }

  private write(path: string, code: string): void {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
}

const leftovers: string[] = []
afterAll(() => {
  for (const folder of leftovers.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Not part of the program: what stands next to it for a patch. */
const MIGRATION = /^migrations\/(.*)\.js$/

function withoutMigrations(sources: Sources): Sources {
  return Object.fromEntries(Object.entries(sources).filter(([path]) => !MIGRATION.test(path)))
}

/** The sources as they are, run in this process. */
export async function runPlain(sources: Sources): Promise<Record<string, never>> {
  const folder = mkdtempSync(join(tmpdir(), 'iaso-plain-'))
  writeFiles(folder, { 'package.json': '{"type":"module"}', ...withoutMigrations(sources) })
  // modules that are imported later are read later
  leftovers.push(folder)
  return import(pathToFileURL(join(folder, 'main.js')).href)
}

function mapped({ table, functions, cells, privates }: ModuleRecord) {
  return { table, functions, cells, privates }
}

const fromHere = createRequire(import.meta.url)

/** Modules in Node's wrapper. They can require each other, what Node has, and the runtime. */
export function runCommonJs(read: (path: string) => string, sources: Sources): Record<string, never> {
  const loaded = new Map<string, { exports: Record<string, never> }>()
  const load = (path: string): Record<string, never> => {
    const known = loaded.get(path)
    if (known !== undefined) return known.exports
    const module = { exports: {} }
    loaded.set(path, module)
    const require = (source: string): unknown => {
      if (source === '@iaso/runtime/commonjs') return runtime
      const target = resolve(path, source, sources)
      if (target in sources) return load(target)
      if (!builtinModules.includes(source.replace('node:', ''))) throw new Error(`there is no ${source}`)
      return fromHere(source)
    }
    const run = new Script(`(function (exports, require, module, __filename, __dirname) {${read(path)}\n})`)
    run.runInThisContext().call(module.exports, module.exports, require, module, `/${path}`, posix.dirname(`/${path}`))
    return module.exports
  }
  return load('main.js')
}

function newModule(path: string, code: string, format: ModuleFormat, sources: Sources): NewModule {
  return { code, format, resolutions: resolutions(path, code, format, sources), eager: true }
}

/** Path of a module of the program; anything else stays what it is. */
function resolve(path: string, source: string, sources: Sources): string {
  if (!source.startsWith('.')) return source
  const target = posix.join(posix.dirname(path), source)
  return [target, `${target}.js`, `${target}/index.js`].find(each => each in sources) ?? target
}

function resolutions(path: string, code: string, format: ModuleFormat, all: Sources): Record<string, string> {
  const { program } = parse(code, format, path)
  if (format === 'commonjs')
    return Object.fromEntries(requiresIn(code).map(source => [source, resolve(path, source, all)]))
  const late = analyze(program, format, path).places.flatMap(({ name }) =>
    name.startsWith('import("') ? [JSON.parse(name.slice('import('.length, -1)) as string] : [],
  )
  const sources = new Set([...importSources(program), ...late])
  return Object.fromEntries([...sources].map(source => [source, resolve(path, source, all)]))
}

function requiresIn(code: string): string[] {
  return [...code.matchAll(/\brequire\('([^']+)'\)/g)].map(([, source]) => source as string)
}

function eagerPaths(sources: Sources, format: ModuleFormat): Set<string> {
  const found = new Set<string>()
  const visit = (path: string): void => {
    if (found.has(path) || sources[path] === undefined) return
    found.add(path)
    const targets = resolutions(path, sources[path], format, sources)
    const sourcesOf = (code: string) => importSources(parse(code, format, path).program)
    for (const source of format === 'commonjs' ? requiresAtStart(sources[path]) : sourcesOf(sources[path]))
      visit(targets[source] as string)
  }
  visit('main.js')
  return found
}

/** In the cases, a `require` that stands deeper than the top level is indented, or within braces of the same line. */
function requiresAtStart(code: string): string[] {
  return code.split('\n').flatMap(line => (/^\s|=>|function/.test(line) ? [] : requiresIn(line)))
}

/** As the next build reads it. */
export function stored(mapping: Mapping): Mapping {
  return readMapping(writeMapping(mapping), 'mapping.json')
}

/** Why there is no patch, in one line. */
export function describeFindings({ edits }: Report): string {
  return edits.flatMap(({ findings }) => findings.map(({ code, args }) => `${code} ${JSON.stringify(args)}`)).join('; ')
}

/** As for a copy of a module: each part is made once more, from its own text. A part for the whole patch, with migrations, asks the runtime for more. */
function again({ parts, ...patch }: Parameters<typeof apply>[0]): Parameters<typeof apply>[0] {
  const remake = (link: unknown) => (`${link}`.includes('$iaso') ? link : new Script(`(${link})`).runInThisContext())
  return { ...patch, parts: parts.map(([id, print, link, ...rest]) => [id, print, remake(link), ...rest]) }
}
