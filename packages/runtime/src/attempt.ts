import { emit } from './events.js'
import { type Fault, toFault } from './fault.js'
import { livePatches } from './live.js'
import type { Result } from './result.js'

/**
 * Takes the time of a step and makes a result of how it ends, for the caller and for the listeners.
 *
 * @param step - returns the number of cells; nothing: the listeners hear of it only if it throws
 */
export function attempt(
  status: 'applied' | 'reverted',
  app: string,
  patch: string | undefined,
  // biome-ignore lint/suspicious/noConfusingVoidType: a step that returns nothing is a statement
  step: () => number | void,
): Result {
  const start = now()
  let functions: number | undefined
  let fault: Fault | undefined
  try {
    functions = step() as number | undefined
  } catch (error) {
    fault = toFault(error)
  }
  const report = {
    app,
    patch,
    functions: functions ?? 0,
    ms: now() - start,
    pending: livePatches.get(app)?.pending.size ?? 0,
  }
  const result: Result = fault ? { ...fault, ...report } : { status, ...report }
  if (fault || functions !== undefined) emit(result)
  return result
}

/** A bare `vm` context has no `performance`. */
function now(): number {
  return (globalThis.performance ?? Date).now()
}
