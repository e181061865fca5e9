export const median = values => quantile(values, 0.5)

export function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * at
  const low = Math.floor(position)
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (position - low)
}

export const geometricMean = values => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

/** Ratios of runs that were neighbours in time: the median and the middle half. */
export function ratios(over, under) {
  const all = over.map((value, at) => value / under[at])
  return { ratio: median(all), low: quantile(all, 0.25), high: quantile(all, 0.75), rounds: all.length }
}
