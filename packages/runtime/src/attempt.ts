import { listeners } from './events.js'
import { realm } from './realm.js'
import type { Problem, Result } from './result.js'

/**
 * Takes the time of a step and makes a result of how it ends, for the caller and for the listeners.
 *
 * @param otherwise - what it is if the step throws
 * @param step - returns the number of cells; calls what it is given before the first thing that can't be taken back
 */
export function attempt(
  status: Result['status'],
  otherwise: 'rejected' | 'failed',
  app: string,
  patch: string | undefined,
  step: (irrevocable: () => void) => number,
): Result {
  // A bare `vm` context has no `performance`.
  const clock = realm.performance ?? Date
  const start = clock.now()
  let functions = 0
  let problem: Problem | undefined
  try {
    functions = step(() => {
      otherwise = 'failed'
    })
  } catch (error) {
    status = otherwise
    // what a patch's own code throws has no arguments
    problem = (error as Problem | undefined)?.args ? (error as Problem) : { code: 'IASO1207', args: [`${error}`] }
  }
  const result = { status, app, patch, functions, ms: clock.now() - start, ...problem } as Result
  for (const listener of listeners)
    try {
      listener(result)
    } catch (error) {
      // A listener that throws must not make a patch that is applied look as if it weren't. A bare `vm` context has no console.
      realm.console?.error(error)
    }
  return result
}
