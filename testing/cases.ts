import type { Parameters } from 'fast-check'

const { MINUTES, RUNS, SEED, REPLAY, SHRINK, DEBUG } = process.env

/** Prints what is known of a case that fails. */
export const isTalkative = DEBUG !== undefined

/**
 * What cases a property is tried on. The usual number is always the same cases, so that a change is what makes them fail; `npm run hunt` goes on with
 * others for an hour, or for `MINUTES`. `RUNS=5000` asks for so many others, `SEED` and `REPLAY` for those that failed, `SHRINK=1` for a smaller one.
 */
export function cases<T>(usual: number): Parameters<T> {
  const isUsual = MINUTES === undefined && RUNS === undefined
  const seed = SEED ?? (isUsual ? '1' : undefined)
  return {
    numRuns: MINUTES === undefined ? Number(RUNS ?? usual) : Number.POSITIVE_INFINITY,
    endOnFailure: SHRINK === undefined,
    ...(MINUTES !== undefined && { interruptAfterTimeLimit: Number(MINUTES) * 60_000 }),
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(REPLAY !== undefined && { path: REPLAY }),
  }
}

/** Milliseconds for a test of cases: what would take longer hangs. */
export const CASES_TIMEOUT = Number(MINUTES ?? 0) * 60_000 + Number(RUNS ?? 0) * 2_000 + 600_000
