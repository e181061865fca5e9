import { type HostGraph, type Project, type Resolve, splitId } from '@iaso/build'

/** What both Rollup and Rolldown offer a plugin. */
export interface GraphContext {
  getModuleIds(): Iterable<string>
  getModuleInfo(
    id: string,
  ): { readonly code: string | null; readonly isEntry: boolean; readonly importedIds: readonly string[] } | null
  resolve(
    specifier: string,
    importer: string,
    options: { readonly skipSelf: false },
  ): Promise<{ readonly id: string; readonly external: boolean | 'absolute' | 'relative' } | null>
}

export function readGraph(context: GraphContext): HostGraph {
  const modules = new Map<string, ReturnType<HostGraph['module']>>()
  return {
    ids: [...context.getModuleIds()],
    module(id) {
      if (!modules.has(id)) modules.set(id, readModule(context, id))
      return modules.get(id)
    },
  }
}

function readModule(context: GraphContext, id: string): ReturnType<HostGraph['module']> {
  const info = context.getModuleInfo(id)
  if (!info) return undefined
  return {
    isEntry: info.isEntry,
    imports: info.importedIds,
    // A host in Rust copies it when it is asked for.
    get code() {
      return info.code
    },
  }
}

/** Where the imports of a module lead: specifier → path. What the host can't resolve is the host's to report. */
export async function resolveImports(
  context: GraphContext,
  project: Project,
  specifiers: readonly string[],
  importer: string,
): Promise<Record<string, string>> {
  const pairs = await Promise.all(
    [...new Set(specifiers)].map(async specifier => {
      const target = await context.resolve(specifier, importer, { skipSelf: false })
      return target ? [[specifier, project.path(target.id)] as const] : []
    }),
  )
  return Object.fromEntries(pairs.flat())
}

/** … to a module of the bundle that is read from a file. */
export function resolveBundled(context: GraphContext): Resolve {
  return async (specifier, importer) => {
    const target = await context.resolve(specifier, importer, { skipSelf: false })
    if (!target || target.external) return undefined
    // Rollup's CommonJS plugin puts a module of its own in front of every other that it hasn't seen yet.
    const id = /\?commonjs-/.test(target.id) ? splitId(target.id).file : target.id
    return /[\0?]/.test(id) ? undefined : id
  }
}
