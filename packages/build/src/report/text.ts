import { adviceFor, type EditReport, type Finding, messageOf, type Report, VERDICTS } from '@iaso/protocol'
import { frameOf, type ReadSource } from './frame.js'
import { type Group, groupFindings, type Place } from './groups.js'
import { type Paint, plain, STYLE, wrap } from './style.js'

export interface ReportStyle {
  readonly paint?: Paint
  /** Characters of a line. @default 100 */
  readonly width?: number
  /** For code frames. */
  readonly source?: ReadSource
}

const OUTCOME = {
  emitted: 'patch emitted',
  unchanged: 'nothing changed, no patch',
  'needs-word': 'no patch: it needs your word',
  refused: 'no patch: refused',
} as const

/** Of the places of one code, so many are shown whole; the others are named. */
const SHOWN = 3
const NAMED = 5
/** Of the edits about which there is nothing to say. */
const LISTED = 20

/** The report for people: what needs a decision, the worst first; then what is live. */
export function writeReport(
  report: Report,
  { paint = plain, width = 100, source = () => undefined }: ReportStyle = {},
): string {
  const style = { paint, width, source }
  const groups = groupFindings(report)
  const open = groups.filter(({ verdict }) => verdict !== 'live')
  const notes = groups.filter(({ verdict }) => verdict === 'live')
  const lines = [
    headline(report, paint),
    ...open.flatMap(group => ['', ...groupLines(group, style)]),
    ...(open.length > 0 ? [''] : []),
    ...quietLines(report.edits, paint),
    ...notes.flatMap(group => noteLines(group, style)),
    ...tail(report),
  ]
  return `${lines.join('\n')}\n`
}

function headline(report: Report, paint: Paint): string {
  const style = report.outcome === 'emitted' ? 'good' : report.outcome === 'refused' ? 'bad' : 'warn'
  return `${paint('dim', `iaso ${report.environment} ${report.release}`)}  ${paint(style, OUTCOME[report.outcome])}`
}

function groupLines({ code, verdict, places }: Group, style: Required<ReportStyle>): string[] {
  const { paint, width } = style
  const { stays, todo } = adviceFor(code, verdict)
  const more = places.slice(SHOWN)
  return [
    `  ${paint(STYLE[verdict], verdict.padEnd(9))} ${paint('strong', code)}${places.length > 1 ? paint('dim', `  ${places.length} times`) : ''}`,
    ...places.slice(0, SHOWN).flatMap(place => placeLines(place, style)),
    ...(more.length > 0 ? wrap(`… and ${named(more)}`, width - 4).map(line => `    ${paint('dim', line)}`) : []),
    ...(stays === undefined ? [] : wrap(`It stays so ${stays}.`, width - 4).map(line => `    ${line}`)),
    ...(todo === undefined ? [] : wrap(`→ ${todo}`, width - 4).map(line => `    ${line}`)),
  ]
}

function placeLines({ edit, finding }: Place, { paint, width, source }: Required<ReportStyle>): string[] {
  const where = placeOf(finding)
  return [
    `    ${paint('dim', `${where}  ${edit.kind}`)} ${edit.key === where ? '' : edit.key}`.trimEnd(),
    ...wrap(messageOf(finding), width - 6).map(line => `      ${line}`),
    ...frameOf(finding, source, width - 6).map(line => `      ${paint('dim', line)}`),
  ]
}

/** `src/cart.ts#total, src/cart.ts#tax and 12 more` */
function named(places: readonly Place[]): string {
  const keys = [...new Set(places.map(({ edit }) => edit.key))]
  const rest = keys.length - NAMED
  return rest > 0 ? `${keys.slice(0, NAMED).join(', ')} and ${rest} more` : keys.join(', ')
}

function placeOf({ file, line, column }: Finding): string {
  return [file, line, column].filter(part => part !== undefined).join(':')
}

/** Live, and nothing to say about it. */
function quietLines(edits: readonly EditReport[], paint: Paint): string[] {
  const quiet = edits.filter(({ verdict, findings }) => verdict === 'live' && findings.length === 0)
  const rest = quiet.length - LISTED
  return [
    ...quiet.slice(0, LISTED).map(({ kind, key }) => `  ${paint('good', 'live     ')} ${kind.padEnd(7)} ${key}`),
    ...(rest > 0 ? [`  ${paint('good', 'live     ')} … and ${rest} more`] : []),
  ]
}

/** Nothing to decide: notes, and what migrations answer. */
function noteLines({ code, places }: Group, { paint, width }: Required<ReportStyle>): string[] {
  return places
    .slice(0, SHOWN)
    .flatMap(({ edit, finding }) => {
      const by = finding.answeredBy === undefined ? '' : ` Answered by the migration ${finding.answeredBy}.`
      const [first = '', ...rest] = wrap(`${code} ${messageOf(finding)}${by}`, width - 20)
      return [
        `  ${paint('good', 'live     ')} ${edit.kind.padEnd(7)} ${edit.key}`,
        ...[first, ...rest].map(line => `                    ${paint('dim', line)}`),
      ]
    })
    .concat(
      places.length > SHOWN ? [`            ${paint('dim', `${code}: … and ${named(places.slice(SHOWN))}`)}`] : [],
    )
}

function tail(report: Report): string[] {
  const { outcome, patch, functions, edits } = report
  if (patch)
    return [
      `  patch ${patch.seq}-${patch.id}: ${count(functions, 'function')}, ${patch.bytes} B, ${patch.brotli} B brotli`,
      ...condition(edits),
    ]
  if (outcome !== 'needs-word') return []
  const asked = new Set(edits.map(edit => edit.verdict))
  const words = VERDICTS.filter(verdict => verdict !== 'live' && asked.has(verdict))
  return [`  To emit it all the same: --allow ${words.join(',')}`]
}

/** Where it takes effect. */
function condition(edits: readonly EditReport[]): string[] {
  const asked = new Set(edits.flatMap(({ findings }) => findings.flatMap(({ unless = [] }) => unless)))
  return asked.size === 0 ? [] : [`  It is rejected where one of these has run: ${[...asked].join(', ')}`]
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
