import type { DrillSummary } from '@iaso/build/load'
import { type Code, explain } from '@iaso/protocol'

/** Names of functions that are listed for each reason. */
const NAMED = 5

export function writeSummary({ modules, patched, called, left }: DrillSummary, code: number): string {
  const share = patched.length === 0 ? '' : ` (${Math.floor((100 * called.length) / patched.length)} %)`
  return [
    `iaso drill: ${patched.length} functions in ${modules} modules were patched with themselves, ${called.length} of them were called${share}.`,
    ...leftOut(left),
    code === 0 ? 'iaso drill: the tests pass.' : `iaso drill: the tests fail (${code}).`,
  ].join('\n')
}

function leftOut(left: DrillSummary['left']): string[] {
  if (left.length === 0) return []
  const byCode = new Map<Code, string[]>()
  for (const { key, code } of left) byCode.set(code, [...(byCode.get(code) ?? []), key])
  const reasons = [...byCode].flatMap(([code, keys]) => [
    `  ${code} ${explain(code)}: ${keys.length}`,
    ...keys.slice(0, NAMED).map(key => `    ${key}`),
    ...(keys.length > NAMED ? ['    …'] : []),
  ])
  return [
    left.length === 1 ? '1 function was left as it is:' : `${left.length} functions were left as they are:`,
    ...reasons,
  ]
}
