import { adviceFor, EXIT_CODES, messageOf, type Report } from '@iaso/protocol'
import { VERSION } from '../version.js'
import { gitlabReport, sarifReport, wantedAnnotations } from './annotations.js'
import { sourcesIn } from './frame.js'
import { writeReport } from './text.js'

/** The report as it is kept, by name of the file. */
export function reportFiles(report: Report, root: string): Record<string, string> {
  const wanted = wantedAnnotations()
  return {
    'report.txt': writeReport(report, { source: sourcesIn(root) }),
    'report.json': `${JSON.stringify(forMachines(report), null, 1)}\n`,
    ...(wanted.includes('gitlab') && { 'report.codequality.json': gitlabReport(report) }),
    ...(wanted.includes('sarif') && { 'report.sarif': sarifReport(report, VERSION) }),
  }
}

/** Complete in itself: who reads it needs no table of texts. */
function forMachines(report: Report): Report {
  const edits = report.edits.map(edit => ({
    ...edit,
    findings: edit.findings.map(finding => ({
      ...finding,
      message: messageOf(finding),
      ...adviceFor(finding.code, finding.verdict),
    })),
  }))
  return { ...report, exitCode: EXIT_CODES[report.outcome], edits }
}
