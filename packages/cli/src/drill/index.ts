import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type DrillSummary, readDrillLog, writeSummary } from '@iaso/build/load'
import { IasoError } from '@iaso/protocol'
import { readArguments } from '../arguments.js'
import type { Terminal } from '../run.js'
import { compareRuns } from './compare.js'
import { drillEnvironment, findCommand, type TestRun, test } from './test-run.js'

const OPTIONS = { compare: { type: 'boolean', default: false }, json: { type: 'string' } } as const

/** As `timeout` and `git bisect run` have it: not an answer of the command that was run. */
const NOT_DRILLED = 125

/**
 * Runs the project's tests with every function patched with itself. Answers what the test command answers.
 *
 * @returns 125 if there was no drill
 */
export async function drill(argv: readonly string[], terminal: Terminal): Promise<number> {
  const end = argv.indexOf('--')
  const { values } = readArguments(end < 0 ? argv : argv.slice(0, end), OPTIONS)
  const directory = mkdtempSync(join(tmpdir(), 'iaso-drill-'))
  try {
    const command = findCommand(terminal.cwd, end < 0 ? [] : argv.slice(end + 1))
    const plain = values.compare ? await test(command, terminal, 'the tests as they are', {}, true) : undefined
    const log = join(directory, 'log')
    writeFileSync(log, '')
    const env = drillEnvironment(terminal.cwd, log)
    const drilled = await test(command, terminal, 'the tests, every function patched with itself', env, values.compare)
    const summary = readDrillLog(log)
    if (values.json !== undefined) writeJson(resolve(terminal.cwd, values.json), summary, { plain, drilled })
    terminal.print(writeSummary(summary))
    terminal.print(`iaso drill: the tests ${drilled.code === 0 ? 'pass' : `fail (${drilled.code})`}.`)
    if (summary.patched.length === 0) throw new IasoError('IASO1122', { root: terminal.cwd })
    return plain ? compareRuns(plain, drilled, terminal) : drilled.code
  } catch (error) {
    if (!(error instanceof IasoError)) throw error
    terminal.complain(error.message)
    return NOT_DRILLED
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function writeJson(
  file: string,
  summary: DrillSummary,
  { plain, drilled }: { readonly plain: TestRun | undefined; readonly drilled: TestRun },
): void {
  const report = { exitCode: drilled.code, plainExitCode: plain?.code, ...summary }
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`)
}
