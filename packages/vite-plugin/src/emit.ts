import { announce, emitPatch, type HostGraph, type PatchHost } from '@iaso/build'
import type { Environment } from 'vite'
import type { Session } from './session.js'

/** The end of a patch build. */
export async function finishPatch(session: Session, environment: Environment, graph: HostGraph): Promise<void> {
  const { state, facts, base } = session
  if (!facts || !base) return
  announce(await emitPatch(state, facts, base, toHost(session, environment, graph)), text =>
    environment.logger.info(text),
  )
}

function toHost(session: Session, environment: Environment, graph: HostGraph): PatchHost {
  const { config } = environment
  const { project } = session.state
  return {
    platform: config.consumer === 'server' ? 'node' : 'browser',
    defines: {
      'process.env.NODE_ENV': JSON.stringify(config.isProduction ? 'production' : 'development'),
      ...session.defines,
    },
    target: config.build.target || undefined,
    code(path) {
      const id = [...graph.ids].find(each => project.path(each) === path)
      return (id !== undefined && graph.module(id)?.code) || undefined
    },
  }
}
