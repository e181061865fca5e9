import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Project } from '@iaso/build'
import { type Drilled, drillLoaded, isCommonJs, readDrillLog, writeSummary } from '@iaso/build/load'
import { IasoError } from '@iaso/protocol'
import type { TestMode } from './mode.js'

/** Every function patched with itself. */
export function openDrill(project: Project): TestMode {
  const log = process.env['IASO_DRILL_LOG'] ?? startLog()
  return {
    resolve: () => undefined,
    load: () => undefined,
    async transform(code, id) {
      const drilled = project.isApplication(id) ? drillIfPossible(project, code, id, log) : undefined
      if (!drilled) return undefined
      appendFileSync(log, `${JSON.stringify(drilled.line)}\n`)
      return { code: drilled.code, map: drilled.map ?? null }
    },
  }
}

function drillIfPossible(project: Project, code: string, id: string, log: string): Drilled | undefined {
  const format = isCommonJs(code) ? 'commonjs' : 'module'
  try {
    return drillLoaded(project, { path: project.path(id), code, format }, { name: `${id}?drill`, log })
  } catch (error) {
    if (error instanceof IasoError) return undefined
    throw error
  }
}

/** `iaso drill` has a log of its own, and reports itself. */
function startLog(): string {
  const known = process as unknown as { iasoDrillLog?: string }
  if (known.iasoDrillLog !== undefined) return known.iasoDrillLog
  const log = join(mkdtempSync(join(tmpdir(), 'iaso-drill-')), 'log')
  writeFileSync(log, '')
  // One for all projects of a workspace, each of which has a plugin of its own.
  known.iasoDrillLog = log
  process.once('exit', () => {
    console.log(writeSummary(readDrillLog(log)))
    rmSync(dirname(log), { recursive: true, force: true })
  })
  return log
}
