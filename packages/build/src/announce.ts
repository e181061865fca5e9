import { relative } from 'node:path'
import { EXIT_CODES } from '@iaso/protocol'
import type { Emission } from './emit-patch.js'
import { worstExitCode } from './exit-code.js'
import { coloured, plain, writeReport } from './report-text.js'

/** Tells people what became of a patch build, and leaves the exit code for whoever started the process. */
export function announce({ report, directory }: Emission, print: (text: string) => void): void {
  const paint = process.stdout.isTTY && !process.env['NO_COLOR'] ? coloured : plain
  print(`\n${writeReport(report, paint)}  ${relative(process.cwd(), directory)}`)
  process.exitCode = worstExitCode(toNumber(process.exitCode), EXIT_CODES[report.outcome])
}

function toNumber(code: string | number | null | undefined): number | undefined {
  return code === undefined || code === null ? undefined : Number(code)
}
