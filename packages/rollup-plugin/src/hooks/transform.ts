import {
  compileTypes,
  contentDigest,
  type Guarded,
  Namespaces,
  nameClasses,
  relativeSources,
  replaceDefines,
  type SourceMap,
  spreadNamespaces,
  VUE,
} from '@iaso/build'
import { CHUNK, hasDynamicImport } from './chunks.js'
import { type GraphContext, resolveBundled, resolveImports } from './host-graph.js'
import { RUNTIME } from './own.js'
import type { Session } from './session.js'
import { withoutStack } from './user-error.js'
import { REACT_DOM, reactModule } from './virtual-modules.js'
import { writeVueImport } from './vue.js'

/** What the `transform` hook has of all hosts. */
export interface TransformContext extends GraphContext {
  getCombinedSourcemap(): unknown
  emitFile(file: {
    readonly type: 'chunk'
    readonly id: string
    readonly name: string
    readonly preserveSignature: false
  }): string
}

/** Guards one application module. */
export async function transformModule(
  context: TransformContext,
  session: Session,
  source: Source,
  id: string,
): Promise<{ code: string; map: never; moduleType?: string } | undefined> {
  const { state, base, build } = session
  const path = state.project.path(id)
  const given = state.project.isStyleModule(id) ? { ...source, code: nameClasses(source.code) } : source
  const { code, map, changes } = await prepare(context, session, given, id, path)
  const recalled = base && state.recall({ path, code, map }, base.mapping)
  if (recalled) {
    recalled.resolutions = await resolveImports(context, state.project, specifiers(recalled.record), id)
    const adapter = writeVueImport(session, recalled.resolutions[VUE], id)
    return adapter === '' ? undefined : { code: source.code + adapter, map: null as never }
  }
  const guarded = await withoutStack(() =>
    state.guard({ path, code, inputMap: changes, map, sourceMaps: !base && build.sourceMaps }),
  )
  if (!guarded) return undefined
  const { module, output } = guarded
  module.resolutions = await resolveImports(context, state.project, specifiers(module.record), id)
  if (hasDynamicImport(code)) splitRuntime(context, session)
  return {
    code:
      output.code +
      (await writeReactImport(context, session, module.resolutions[REACT_DOM], id)) +
      writeVueImport(session, module.resolutions[VUE], id),
    map: (output.map ?? null) as never,
    ...(isTyped(source.type) && { moduleType: 'js' }),
  }
}

/** What `transform` is given; Rolldown says what kind of source it is. */
export interface Source {
  readonly code: string
  readonly type: string | undefined
}

interface Prepared {
  readonly code: string
  /** To what a person wrote, for patches. */
  readonly map: object | undefined
  /** Of what was done here; a release's chain is the host's to keep. */
  readonly changes: object | undefined
}

/** Does now what the host would do after all plugins: a patch is linked without it. */
async function prepare(
  context: TransformContext,
  session: Session,
  { code, type }: Source,
  id: string,
  path: string,
): Promise<Prepared> {
  const { state, base, build } = session
  const sources = base && relativeSources(context.getCombinedSourcemap() as SourceMap, id, state.project)
  const isCompiled = build.compiles && isTyped(type)
  const compiled = isCompiled ? await compileTypes(id, code, type, build.compiles, sources) : undefined
  const plain = compiled?.code ?? code
  const replaced = await replaceDefines(path, plain, build.defines, compiled?.map ?? sources)
  const defined = { code: replaced?.code ?? plain, map: replaced?.map ?? compiled?.map }
  session.namespaces ??= new Namespaces(resolveBundled(context))
  const spread = await spreadNamespaces(session.namespaces, id, { ...defined, map: defined.map ?? sources })
  const changes = spread?.map ?? defined.map
  return { code: spread?.code ?? defined.code, map: base && (changes ?? sources), changes }
}

function isTyped(type: string | undefined): type is 'jsx' | 'ts' | 'tsx' {
  return type === 'ts' || type === 'tsx' || type === 'jsx'
}

/** Static imports, and the `import("./x")` that the scope table hands out. */
function specifiers({ imports, table }: Guarded['module']['record']): string[] {
  const dynamic = table.flatMap(({ kind, name }) =>
    kind === 'place' ? (/^import\((".*")\)$/s.exec(name)?.[1] ?? []) : [],
  )
  return [...new Set([...imports, ...dynamic.map(text => JSON.parse(text) as string)])]
}

function splitRuntime(context: TransformContext, session: Session): void {
  const { splitsCode, usesGroups } = session.build
  if (session.isSplit || !(splitsCode || usesGroups)) return
  session.isSplit = true
  if (usesGroups) return
  context.emitFile({ type: 'chunk', id: RUNTIME, name: CHUNK, preserveSignature: false })
}

/** A framework's own entry, which the application doesn't import, can be what renders with React. */
export async function bringReact(
  context: GraphContext,
  session: Session,
  code: string,
  id: string,
): Promise<string | undefined> {
  const { [REACT_DOM]: reactDom } = await resolveImports(context, session.state.project, [REACT_DOM], id)
  const adapter = await writeReactImport(context, session, reactDom, id)
  return adapter === '' ? undefined : code + adapter
}

/** Stands behind the guarded code: what is compared and fingerprinted doesn't know about React. */
async function writeReactImport(
  context: GraphContext,
  session: Session,
  reactDom: string | undefined,
  id: string,
): Promise<string> {
  // other libraries take its place under its name
  if (!reactDom?.includes('react-dom/') || session.build.isServer) return ''
  const { project } = session.state
  const react = await context.resolve('react', id, { skipSelf: false })
  const copy = contentDigest(reactDom)
  session.reactImporters.set(copy, id)
  return `\nimport ${JSON.stringify(reactModule(copy, project.app, react ? project.path(react.id) : ''))}\n`
}
