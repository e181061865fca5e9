import { adviceFor, type Finding, IasoError, messageOf, type Report } from '@iaso/protocol'
import { groupFindings } from './groups.js'

/** Forms in which reports reach code reviews. `github`: lines on the console. The others: a file beside the report. */
export const ANNOTATIONS = ['github', 'gitlab', 'sarif'] as const
export type Annotations = (typeof ANNOTATIONS)[number]

/** GitHub shows so many of a step; more places of one code would push other codes out. */
const PER_CODE = 5

/**
 * @param env `IASO_ANNOTATIONS`: a list of forms, or `none`; on GitHub's runners `github` is understood
 * @throws IasoError IASO1108
 */
export function wantedAnnotations(env: Readonly<Record<string, string | undefined>> = process.env): Annotations[] {
  const { IASO_ANNOTATIONS: wanted, GITHUB_ACTIONS: isGitHub } = env
  if (wanted === undefined) return isGitHub === 'true' ? ['github'] : []
  const words = wanted.split(',').filter(word => word !== '' && word !== 'none')
  const unknown = words.find(word => !ANNOTATIONS.includes(word as Annotations))
  if (unknown !== undefined)
    throw new IasoError('IASO1108', {
      option: 'annotations',
      detail: `"${unknown}" is none of ${ANNOTATIONS.join(', ')}, none`,
    })
  return words as Annotations[]
}

/** `::error file=src/cart.ts,line=12,col=3,title=…::…` */
export function githubAnnotations(report: Report): string[] {
  return groupFindings(report).flatMap(({ code, verdict, places }) =>
    places.slice(0, PER_CODE).map(({ finding }) => {
      const { file, line, column } = finding
      const at = line === undefined ? '' : `,line=${line}${column === undefined ? '' : `,col=${column}`}`
      const level = verdict === 'refused' ? 'error' : verdict === 'live' ? 'notice' : 'warning'
      const title = `title=${property(`Iaso: ${verdict}, ${code}`)}`
      return `::${level} file=${property(file.replace(/\?.*$/, ''))}${at},${title}::${data(fullText(finding))}`
    }),
  )
}

/** What is to be known of it, in one paragraph. */
function fullText(finding: Finding): string {
  const { stays, todo } = adviceFor(finding.code, finding.verdict)
  return [messageOf(finding), stays && `It stays so ${stays}.`, todo && `→ ${todo}`].filter(Boolean).join(' ')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

const SEVERITY = {
  live: 'info',
  'new-only': 'minor',
  'no-effect': 'minor',
  suspect: 'major',
  refused: 'critical',
} as const

/** GitLab's code quality report. */
export function gitlabReport(report: Report): string {
  const issues = report.edits.flatMap(({ key, findings }) =>
    findings.map(finding => ({
      description: fullText(finding),
      check_name: finding.code,
      fingerprint: `${finding.code} ${key}`,
      severity: SEVERITY[finding.verdict],
      location: { path: finding.file, lines: { begin: finding.line ?? 1 } },
    })),
  )
  return `${JSON.stringify(issues, null, 1)}\n`
}

const LEVEL = {
  live: 'note',
  'new-only': 'warning',
  'no-effect': 'warning',
  suspect: 'warning',
  refused: 'error',
} as const

/** SARIF 2.1.0. */
export function sarifReport(report: Report, version: string): string {
  const results = report.edits.flatMap(({ findings }) =>
    findings.map(finding => ({
      ruleId: finding.code,
      level: LEVEL[finding.verdict],
      message: { text: fullText(finding) },
      locations: [{ physicalLocation: { artifactLocation: { uri: finding.file }, ...region(finding) } }],
    })),
  )
  const tool = {
    driver: { name: 'Iaso', version, rules: [...new Set(results.map(({ ruleId }) => ruleId))].map(id => ({ id })) },
  }
  return `${JSON.stringify({ version: '2.1.0', $schema: 'https://json.schemastore.org/sarif-2.1.0.json', runs: [{ tool, results }] }, null, 1)}\n`
}

function region({ line, column }: Finding): object {
  if (line === undefined) return {}
  return { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }
}
