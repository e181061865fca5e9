import { type Code, type EditReport, type Finding, type Report, VERDICTS, type Verdict } from '@iaso/protocol'

/** All findings of one code: what is the matter is said once. */
export interface Group {
  readonly code: Code
  readonly verdict: Verdict
  readonly places: readonly Place[]
}

export interface Place {
  readonly edit: EditReport
  readonly finding: Finding
}

/** The worst first. */
export function groupFindings({ edits }: Report): Group[] {
  const groups = new Map<string, { code: Code; verdict: Verdict; places: Place[] }>()
  for (const edit of edits)
    for (const finding of edit.findings) {
      const key = `${finding.code} ${finding.verdict}`
      const group = groups.get(key) ?? { code: finding.code, verdict: finding.verdict, places: [] }
      groups.set(key, group)
      group.places.push({ edit, finding })
    }
  const rank = ({ verdict }: Group) => -VERDICTS.indexOf(verdict)
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1))
}
