/** Mistake 05: the fee is taken from the sum after rounding it down. */
export function settle(cents: readonly number[]): number {
  const sum = cents.reduce((total, each) => total + each, 0)
  return Math.floor(sum / 100) * 100
}
