import { isBuiltin } from 'node:module'
import { resolve } from 'node:path'
import type { DependencyRequest } from '@iaso/patch-builder'
import { IasoError, type Mapping, providedModule } from '@iaso/protocol'
import { type Plugin, rolldown } from 'rolldown'
import { type Loading, lazyProperty, loadExpression, loadProperty } from './loadable.js'
import { isInNodeModules, splitId } from './paths.js'
import type { Project } from './project.js'

export interface DependencyHost {
  readonly project: Project
  readonly mapping: Mapping
  readonly platform: 'browser' | 'node'
  /** At least `process.env.NODE_ENV`. */
  readonly defines: Readonly<Record<string, string>>
  /** Code of a module of the host's build, for those that aren't read from disk (made up by a plugin, or an asset). */
  code(path: string): string | undefined
  /** Hosts whose output finds installed packages where it runs. */
  readonly loading?: Loading
}

const ENTRY = '\0iaso-dependencies'
const BUILTIN = '\0iaso-builtin:'
const RESULT = '__iaso_dependencies'

/**
 * One expression for what a patch needs and the release's modules don't hand out: what is there where the patch runs is loaded, the rest bundled.
 *
 * @throws IasoError IASO2116, and IASO2117 when a module of the release would travel a second time, with a second state.
 */
export async function bundleDependencies(
  host: DependencyHost,
  requests: readonly DependencyRequest[],
): Promise<string> {
  const loaded: string[] = []
  const bundled: DependencyRequest[] = []
  for (const request of requests) {
    const module = toLoad(host, request.path)
    if (module === undefined) bundled.push(request)
    else if (isProvided(host, request.path)) loaded.push(lazyProperty(request, module))
    else loaded.push(loadProperty(request, module, host.loading))
  }
  const bundle = bundled.length > 0 ? await bundleAll(host, bundled) : undefined
  if (loaded.length === 0) return bundle ?? '({})'
  return bundle === undefined ? `({ ${loaded.join(', ')} })` : `({ ...${bundle}, ${loaded.join(', ')} })`
}

function isProvided({ mapping }: DependencyHost, path: string): boolean {
  return mapping.provided?.includes(path) === true
}

function toLoad(host: DependencyHost, path: string): string | undefined {
  const { platform, mapping, loading } = host
  if (isProvided(host, path)) return providedModule(mapping.app, splitId(path).file)
  return platform === 'node' ? loadExpression(mapping.app, path, loading) : undefined
}

async function bundleAll(host: DependencyHost, requests: readonly DependencyRequest[]): Promise<string> {
  const bundle = await rolldown({
    input: ENTRY,
    cwd: host.project.root,
    platform: host.platform,
    logLevel: 'silent',
    transform: { define: { ...host.defines } },
    plugins: [hostModules(host, requests)],
  })
  try {
    const { output } = await bundle.generate({ format: 'iife', name: RESULT, exports: 'named', codeSplitting: false })
    return toExpression(output[0].code)
  } catch (error) {
    throw findCause(error)
  } finally {
    await bundle.close()
  }
}

function hostModules(host: DependencyHost, requests: readonly DependencyRequest[]): Plugin {
  return {
    name: 'iaso:dependencies',
    resolveId(specifier, importer) {
      if (specifier === ENTRY) return ENTRY
      if (host.platform === 'node' && isBuiltin(specifier)) return BUILTIN + specifier
      return importer === ENTRY ? toId(host.project, specifier) : undefined
    },
    load(id) {
      if (id === ENTRY) return writeEntry(requests)
      const path = id.startsWith(BUILTIN) ? id.slice(BUILTIN.length) : host.project.path(id)
      const there = toLoad(host, path)
      if (there !== undefined) return { code: `module.exports = ${there}`, moduleType: 'js' }
      refuseRelease(host.mapping, path)
      const code = isInNodeModules(path) ? undefined : host.code(path)
      // Whatever its name ends with, the host made JavaScript of it.
      return code === undefined ? undefined : { code, moduleType: 'js' }
    },
  }
}

function toId(project: Project, path: string): string {
  return /^[\w-]+:/.test(path) ? path : resolve(project.root, path)
}

function writeEntry(requests: readonly DependencyRequest[]): string {
  return requests.map(writeExport).join('\n')
}

function writeExport({ path, name, as }: DependencyRequest): string {
  const from = JSON.stringify(path)
  return name === '*' ? `export * as ${as} from ${from}` : `export { ${name} as ${as} } from ${from}`
}

function refuseRelease(mapping: Mapping, path: string): void {
  const isOwn = path.startsWith('@iaso/')
  if (isOwn || Object.hasOwn(mapping.unguarded, path) || Object.hasOwn(mapping.modules, path))
    throw new IasoError('IASO2117', { path })
}

/** `var name = (function(exports) {…})({});` → the part behind `=`. */
function toExpression(code: string): string {
  const match = new RegExp(`^\\s*(?:"use strict";\\s*)?var ${RESULT} = ([\\s\\S]*?);?\\s*$`).exec(code)
  if (!match?.[1]) throw new IasoError('IASO2116', { detail: 'the bundler gave the dependencies an unexpected form' })
  return match[1]
}

/** Rolldown wraps what a plugin throws. */
function findCause(error: unknown): IasoError {
  const { errors = [], cause, message } = error as { errors?: unknown[]; cause?: unknown; message?: string }
  const own = [error, cause, ...errors, ...errors.map(each => (each as Error).cause)].find(
    each => each instanceof IasoError,
  )
  return (own as IasoError | undefined) ?? new IasoError('IASO2116', { detail: message ?? String(error) })
}
