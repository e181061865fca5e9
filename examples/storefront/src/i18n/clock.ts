import { intervalToDuration } from 'date-fns'

const two = (value = 0): string => String(value).padStart(2, '0')

/** @example formatClock(65_000) // '01:05' */
export function formatClock(ms: number): string {
  const { days, hours, minutes, seconds } = intervalToDuration({ start: 0, end: ms })
  const clock = `${two(minutes)}:${two(seconds)}`
  return days || hours ? `${(days ?? 0) * 24 + (hours ?? 0)}:${clock}` : clock
}
