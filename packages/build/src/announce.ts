import { relative } from 'node:path'
import { EXIT_CODES } from '@iaso/protocol'
import type { Emission } from './emit-patch.js'
import { worstExitCode } from './exit-code.js'
import { githubAnnotations, wantedAnnotations } from './report/annotations.js'
import { sourcesIn } from './report/frame.js'
import { coloured, plain } from './report/style.js'
import { writeReport } from './report/text.js'

/** Narrower or wider lines are hard to read. */
const WIDTH = { least: 60, most: 120, elsewhere: 100 } as const

/** Tells people what became of a patch build, and leaves the exit code for whoever started the process. */
export function announce(emission: Emission, print: (text: string) => void): void {
  tell(emission, print, process.cwd())
  process.exitCode = worstExitCode(toNumber(process.exitCode), EXIT_CODES[emission.report.outcome])
}

/** The report for this terminal, and for the code review where that reads what is printed. */
export function tell({ report, directory, root }: Emission, print: (text: string) => void, cwd: string): void {
  const paint = process.stdout.isTTY && !process.env['NO_COLOR'] ? coloured : plain
  const columns = process.stdout.columns ?? WIDTH.elsewhere
  const width = Math.min(WIDTH.most, Math.max(WIDTH.least, columns))
  print(`\n${writeReport(report, { paint, width, source: sourcesIn(root) })}  ${relative(cwd, directory)}`)
  if (wantedAnnotations().includes('github')) for (const line of githubAnnotations(report)) print(line)
}

function toNumber(code: string | number | null | undefined): number | undefined {
  return code === undefined || code === null ? undefined : Number(code)
}
