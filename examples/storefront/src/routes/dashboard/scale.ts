export type Scale = (value: number) => number

export const linear =
  (from: number, to: number, start: number, end: number): Scale =>
  value =>
    start + ((value - from) / (to - from || 1)) * (end - start)

/** A round number that cuts the range into about five. */
function niceStep(max: number): number {
  const raw = max / 5
  const power = 10 ** Math.floor(Math.log10(raw))
  return ([1, 2, 5, 10].find(factor => factor * power >= raw) ?? 10) * power
}

export function* ticks(max: number): Generator<number> {
  const step = niceStep(max)
  for (let value = 0; value <= max; value += step) yield value
}
