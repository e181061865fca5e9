import { explain } from '@iaso/protocol'
import type { DrillSummary } from './log.js'

/** Names of functions that are listed for each reason. */
const NAMED = 5

/** The report of a drill for people. */
export function writeSummary({ modules, patched, called, left }: DrillSummary): string {
  const share = patched.length === 0 ? '' : ` (${Math.floor((100 * called.length) / patched.length)} %)`
  return [
    `iaso drill: ${patched.length} functions in ${modules} modules were patched with themselves, ${called.length} of them were called${share}.`,
    ...leftOut(left),
  ].join('\n')
}

function leftOut(left: DrillSummary['left']): string[] {
  if (left.length === 0) return []
  const codes = [...new Set(left.map(({ code }) => code))]
  const reasons = codes.flatMap(code => {
    const all = left.filter(each => each.code === code)
    return [
      `  ${code}: ${all.length}`,
      ...all.slice(0, NAMED).map(({ key, args }) => `    ${key}: ${explain(code, args)}`),
      ...(all.length > NAMED ? ['    …'] : []),
    ]
  })
  return [
    left.length === 1 ? '1 function was left as it is:' : `${left.length} functions were left as they are:`,
    ...reasons,
  ]
}
