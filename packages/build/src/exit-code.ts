import { EXIT_CODES } from '@iaso/protocol'

/** From best to worst. A patch for one environment is a success though nothing changed in another. */
const ORDER: readonly number[] = [
  EXIT_CODES.unchanged,
  EXIT_CODES.emitted,
  EXIT_CODES['needs-word'],
  EXIT_CODES.refused,
]

/** What a process that builds several environments must answer: the worst, where a failure of any kind is worse than all. */
export function worstExitCode(before: number | undefined, code: number): number {
  if (before === undefined) return code
  return rank(before) > rank(code) ? before : code
}

function rank(code: number): number {
  const at = ORDER.indexOf(code)
  return at < 0 ? ORDER.length : at
}
