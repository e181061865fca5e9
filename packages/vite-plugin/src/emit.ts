import { relative } from 'node:path'
import { coloured, emitPatch, type HostGraph, type PatchHost, plain, worstExitCode, writeReport } from '@iaso/build'
import { EXIT_CODES } from '@iaso/protocol'
import type { Environment } from 'vite'
import type { Session } from './session.js'

/** The end of a patch build: emits, says so on the console, and leaves the exit code for whoever started the process. */
export async function finishPatch(session: Session, environment: Environment, graph: HostGraph): Promise<void> {
  const { state, facts, base } = session
  if (!facts || !base) return
  const { report, directory } = await emitPatch(state, facts, base, toHost(session, environment, graph))
  const paint = process.stdout.isTTY && !process.env['NO_COLOR'] ? coloured : plain
  environment.logger.info(`\n${writeReport(report, paint)}  ${relative(process.cwd(), directory)}`)
  process.exitCode = worstExitCode(toNumber(process.exitCode), EXIT_CODES[report.outcome])
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

function toNumber(code: string | number | null | undefined): number | undefined {
  return code === undefined || code === null ? undefined : Number(code)
}
