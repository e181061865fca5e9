import { announce, emitPatch, type HostGraph, type Output, type PatchHost } from '@iaso/build'
import type { Session } from './session.js'

/** The end of a patch build. */
export async function finishPatch(session: Session, graph: HostGraph, output: Output | undefined): Promise<void> {
  const { state, facts, base, build } = session
  if (!facts || !base) return
  announce(await emitPatch(state, facts, base, toHost(session, graph, output)), text => build.print(text))
}

function toHost({ build, state: { project } }: Session, graph: HostGraph, output: Output | undefined): PatchHost {
  return {
    output,
    platform: build.isServer ? 'node' : 'browser',
    defines: build.patchDefines,
    target: build.target,
    code(path) {
      const id = [...graph.ids].find(each => project.path(each) === path)
      return (id !== undefined && graph.module(id)?.code) || undefined
    },
  }
}
