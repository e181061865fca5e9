import { dirname } from 'node:path'
import {
  isSupportedVue,
  Namespaces,
  nameClasses,
  type Project,
  type Resolve,
  relativeSources,
  replaceDefines,
  type SourceMap,
  spreadNamespaces,
  VUE,
} from '@iaso/build'
import type { Mapping } from '@iaso/protocol'
import { isServer } from './environment.js'
import { formatOf } from './format.js'
import type { LoaderCallback, LoaderContext } from './host.js'
import { vueAddress } from './made-up.js'
import { KEPT, pathOf } from './module-graph.js'
import { writeReactImport } from './react.js'
import { type Session, sessionOf, toHostError } from './session.js'
import { isStyle } from './style.js'

/** Guards what all other loaders have made of a module. */
export default function loader(
  this: LoaderContext,
  code: string | Buffer,
  map?: object | string,
  meta?: unknown,
): void {
  const callback = this.async()
  const session = isOutermost(this) ? sessionOf(this._compiler) : undefined
  if (!session) callback(null, code, map, meta)
  else
    transform(this, session, String(code), map).then(
      // what earlier loaders parsed is not this code
      output => (output ? callback(null, output.code, output.map) : callback(null, code, map, meta)),
      error => fail(this, callback, error as Error),
    )
}

/** vue-loader hands on a request with all loaders of the one it got. */
function isOutermost({ loaders, loaderIndex }: LoaderContext): boolean {
  return loaders.findIndex(({ path }) => path === loaders[loaderIndex]?.path) === loaderIndex
}

function fail({ _compiler }: LoaderContext, callback: LoaderCallback, error: Error): void {
  callback(error.name === 'IasoError' ? toHostError(_compiler, error.message) : error)
}

async function transform(
  context: LoaderContext,
  session: Session,
  code: string,
  map: object | string | undefined,
): Promise<{ code: string; map: object | undefined } | undefined> {
  const { state, definitions, base } = session
  const isSheet = isStyle(context.resourcePath)
  if (isSheet && !/^\s*\/\/ extracted by /.test(code)) return undefined
  const path = pathOf(context._module, state.project)
  if (isHandedOn(path, code)) return undefined
  const scoped = base ? withReleasedScope(path, code, base.mapping) : code
  const source = isSheet ? nameClasses(scoped) : scoped
  const given = context.sourceMap && map ? toSourceMap(map) : undefined
  // Patches carry maps of their own.
  const inputMap = base && given ? relativeSources(given, context.resourcePath, state.project) : given
  const replaced = await replaceDefines(path, source, definitions, inputMap)
  const defined = { code: replaced?.code ?? source, map: replaced?.map ?? inputMap }
  const format = formatOf(context._module.type, defined.code)
  const importing = format === 'module' ? await spread(context, session, defined) : undefined
  const { code: plain, map: chain } = importing ?? defined
  if (isSheet && !hasNames(plain)) return undefined
  const guarded = await state.guard({
    path,
    code: plain,
    format,
    inputMap: chain,
    map: base && chain,
    sourceMaps: context.sourceMap,
  })
  if (!guarded) return undefined
  const { module, output } = guarded
  context._module.buildInfo[KEPT] = JSON.parse(JSON.stringify(module)) as object
  return {
    code:
      output.code +
      (await writeReactImport(context, code, format, state.project)) +
      (format === 'module' ? await writeVueImport(context, plain, state.project) : ''),
    map: context.sourceMap ? output.map : undefined,
  }
}

/** A style that only is on the page gives nobody anything. */
function hasNames(code: string): boolean {
  return !/export \{\s*\};?\s*$/.test(code) && /\bexports?\b/.test(code.replace(/^.*extracted by.*$/m, ''))
}

async function spread(context: LoaderContext, session: Session, code: { code: string; map: object | undefined }) {
  const { options } = context._compiler
  // What is not bundled is known by the text of its import.
  if (options.externals !== undefined && [options.externals].flat().length > 0) return undefined
  session.namespaces ??= new Namespaces(resolverOf(context))
  return await spreadNamespaces(session.namespaces, context.resourcePath, code)
}

function resolverOf(context: LoaderContext): Resolve {
  const resolve = context.getResolve({ dependencyType: 'esm' })
  return async (specifier, importer) => {
    try {
      return (await resolve(dirname(importer), specifier)) || undefined
    } catch {
      // The host reports it, or a plugin of its own answers for it.
      return undefined
    }
  }
}

function toSourceMap(map: object | string): SourceMap {
  return (typeof map === 'string' ? JSON.parse(map) : map) as SourceMap
}

async function writeVueImport(context: LoaderContext, code: string, project: Project): Promise<string> {
  if (!/["']vue["']/.test(code) || isServer(context._compiler.options)) return ''
  const file = await resolverOf(context)(VUE, context.resourcePath)
  if (file === undefined || !isSupportedVue(project, project.path(file))) return ''
  return `\nimport ${JSON.stringify(vueAddress(file, project))}\n`
}

/** vue-loader derives the id of scoped styles from a component's source: elements on the screen, and the release's styles, have the release's. */
function withReleasedScope(path: string, code: string, { modules }: Pick<Mapping, 'modules'>): string {
  const [, file] = /^(.*\.vue)(?:\?vue&|$)/.exec(path) ?? []
  const [, id] = /(?:data-v-|[?&]id=)([\da-f]{8})/.exec(modules[file ?? '']?.code ?? '') ?? []
  return id === undefined ? code : code.replace(/(data-v-|\?vue&[^"']*?&id=)[\da-f]{8}/g, `$1${id}`)
}

/** vue-loader makes two modules of a block: the first only hands on what the second, with the same name, has. */
function isHandedOn(path: string, code: string): boolean {
  return /\.vue\?vue&/.test(path) && /\bfrom\s*["'][^"']*-!/.test(code)
}
