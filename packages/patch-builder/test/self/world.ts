import { readFileSync } from 'node:fs'
import { analyze, digest, importSources, instrument, parse } from '@iaso/babel-plugin'
import { buildPatch } from '@iaso/patch-builder'
import { MAPPING_SCHEMA, type Mapping, type ModuleMapping, releaseGlobal } from '@iaso/protocol'
import { type Files, type Format, run } from '../../../babel-plugin/test/support/world.js'

const RUNTIME = readFileSync(new URL('../../../runtime/dist/iaso.global.js', import.meta.url), 'utf8')
const APP = 'self'

/** A program with guards, and the patch of all its functions with themselves. */
interface Selfpatched {
  readonly guarded: Files
  readonly patch: string | undefined
  /** What has no guard or isn't patched: `IASO2003 main#A.constructor` */
  readonly left: readonly string[]
}

async function selfpatch(files: Files, format: Format): Promise<Selfpatched> {
  const modules: Record<string, ModuleMapping> = {}
  const guarded: Record<string, string> = {}
  for (const [path, code] of Object.entries(files)) {
    const id = digest(`${APP} ${path}`, 6)
    const fingerprint = digest(code, 8)
    const output = instrument(code, { path, id, fingerprint, format, runtime: 'iaso-stub' })
    guarded[path] = output.code
    const { table, functions, cells, privates } = output.record
    const resolutions = Object.fromEntries(sourcesOf(code, path, format).map(source => [source, source]))
    modules[path] = { id, fingerprint, code, format, eager: true, resolutions, table, functions, cells, privates }
  }
  const { report, patch } = await buildPatch({
    mapping: { ...EMPTY, modules },
    modules,
    drill: true,
    unguarded: {},
    toolchain: {},
    allow: new Set(),
    moduleId: path => digest(`${APP} ${path}`, 6),
    fingerprint: code => digest(code, 8),
    bundle: () => Promise.reject(new Error('no dependencies here')),
  })
  const refused = report.edits.flatMap(({ key, findings }) => findings.map(({ code }) => `${code} ${key}`))
  return { guarded, patch: patch?.code, left: refused }
}

const EMPTY: Omit<Mapping, 'modules'> = {
  schema: MAPPING_SCHEMA,
  iaso: 'test',
  app: APP,
  environment: 'test',
  release: 'r1',
  toolchain: {},
  unguarded: {},
  patches: [],
}

function sourcesOf(code: string, path: string, format: Format): string[] {
  const { program } = parse(code, format, path)
  const late = analyze(program, format, path).places.flatMap(({ name }) =>
    name.startsWith('import("') ? [JSON.parse(name.slice('import('.length, -1)) as string] : [],
  )
  return [...importSources(program), ...late]
}

export interface SelfTraces {
  readonly plain: readonly string[]
  readonly patched: readonly string[]
  readonly reverted: readonly string[]
  readonly flipped: readonly string[]
  readonly left: readonly string[]
}

export async function selfTraces(program: string | Files, format: Format, node?: string): Promise<SelfTraces> {
  const files = typeof program === 'string' ? { main: program } : program
  const { guarded, patch, left } = await selfpatch(files, format)
  const under = (mode: 'patched' | 'reverted' | 'flipped') =>
    patch === undefined
      ? run(guarded, format, undefined, node)
      : run(guarded, format, { runtime: RUNTIME, app: APP, release: releaseGlobal(APP), code: patch, mode }, node)
  return {
    plain: await run(files, format, undefined, node),
    patched: await under('patched'),
    reverted: await under('reverted'),
    flipped: await under('flipped'),
    left,
  }
}
