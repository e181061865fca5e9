import { type PatchRequest, type Project, toMapping } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { environmentOf, isServer, readToolchain } from './environment.js'
import type { Compilation, Module } from './host.js'
import { ModuleGraph } from './module-graph.js'
import { nameRelease } from './release.js'
import { closeSession, openSession, type Session, toHostError } from './session.js'

/** The hooks of one compilation, in the order in which the host calls them. */
export function guardCompilation(
  compilation: Compilation,
  project: Project,
  request: PatchRequest | undefined,
  environments: readonly string[] | undefined,
): void {
  const { compiler, hooks } = compilation
  closeSession(compiler)
  if (environments && !environments.includes(environmentOf(compiler))) return
  const session = open(project, compilation, request)
  if (!session) return
  let graph: ModuleGraph | undefined
  hooks.finishModules.tap('iaso', () => {
    graph = new ModuleGraph(compilation, project)
  })
  // The chunks are known, and modules aren't concatenated yet.
  hooks.optimizeTree.tap('iaso', () => {
    if (graph) finish(session, compilation, graph)
  })
  nameRelease(compilation, session)
}

function open(project: Project, compilation: Compilation, request: PatchRequest | undefined): Session | undefined {
  try {
    return openSession(project, compilation, request)
  } catch (error) {
    if (!(error instanceof IasoError)) throw error
    compilation.errors.push(toHostError(compilation.compiler, error.message))
    return undefined
  }
}

function finish(session: Session, compilation: Compilation, graph: ModuleGraph): void {
  const { state, definitions, base } = session
  const used = usedModules(compilation)
  for (const module of graph.guarded(used)) state.adopt(module)
  session.graph = graph.toHost(used)
  const { compiler } = compilation
  session.facts = state.finish(session.graph, readToolchain(compiler, definitions), {
    isServer: isServer(compiler.options),
    withValues: !isServer(compiler.options),
  })
  if (!base) session.mapping = toMapping(state, session.facts)
}

/** What was shaken off has no chunk. */
function usedModules({ modules, chunkGraph }: Compilation): Set<Module> {
  return new Set([...modules].filter(module => [...chunkGraph.getModuleChunksIterable(module)].length > 0))
}
