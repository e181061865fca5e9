export interface Backoff {
  next(): number
  reset(): void
}

/** Waits twice as long after each failure. */
export function createBackoff(firstMs: number, maxMs: number): Backoff {
  let wait = firstMs
  return {
    next() {
      const current = wait
      wait = Math.min(maxMs, wait * 2)
      return current
    },
    reset() {
      wait = firstMs
    },
  }
}
