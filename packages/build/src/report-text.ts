import { type EditReport, explain, type Finding, type Report } from '@iaso/protocol'

/** Paints a word, or leaves it alone where there is no terminal. */
export type Paint = (style: 'good' | 'bad' | 'warn' | 'dim', text: string) => string

export const plain: Paint = (_style, text) => text

const CODES = { good: 32, bad: 31, warn: 33, dim: 2 } as const

/** ANSI colours. */
export const coloured: Paint = (style, text) => `\x1b[${CODES[style]}m${text}\x1b[0m`

const STYLE = { live: 'good', 'new-only': 'warn', 'no-effect': 'warn', suspect: 'warn', refused: 'bad' } as const

const OUTCOME = {
  emitted: 'patch emitted',
  unchanged: 'nothing changed, no patch',
  'needs-word': 'no patch: it needs your word',
  refused: 'no patch: refused',
} as const

/** The report for people: a headline, one line an edit, its reasons below. */
export function writeReport(report: Report, paint: Paint = plain): string {
  const lines = [headline(report, paint), ...report.edits.flatMap(edit => editLines(edit, paint)), ...tail(report)]
  return `${lines.join('\n')}\n`
}

function headline(report: Report, paint: Paint): string {
  const style = report.outcome === 'emitted' ? 'good' : report.outcome === 'refused' ? 'bad' : 'warn'
  return `${paint('dim', `iaso ${report.environment} ${report.release}`)}  ${paint(style, OUTCOME[report.outcome])}`
}

function editLines(edit: EditReport, paint: Paint): string[] {
  const head = `  ${paint(STYLE[edit.verdict], edit.verdict.padEnd(9))} ${edit.kind.padEnd(7)} ${edit.key}`
  return [
    head,
    ...edit.findings.map(
      finding => `            ${paint('dim', place(finding))} ${finding.code} ${explain(finding.code, finding.args)}`,
    ),
  ]
}

function place({ file, line, column }: Finding): string {
  return [file, line, column].filter(part => part !== undefined).join(':')
}

function tail(report: Report): string[] {
  const { outcome, patch, functions, edits } = report
  if (patch)
    return [
      `  patch ${patch.seq}-${patch.id}: ${count(functions, 'function')}, ${patch.bytes} B, ${patch.brotli} B brotli`,
    ]
  if (outcome !== 'needs-word') return []
  const asked = new Set(edits.map(edit => edit.verdict).filter(verdict => verdict !== 'live'))
  return [`  To emit it all the same: --allow ${[...asked].sort().join(',')}`]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
