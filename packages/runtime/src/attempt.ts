import { listeners } from './events.js'
import { realm } from './realm.js'
import type { Problem, Result } from './result.js'

/**
 * Takes the time of a step and makes a result of how it ends, for the caller and for the listeners. If the step throws, that is
 * `rejected`, or `failed` once it has called what it is given.
 *
 * @param status - if all goes well; `''`: then nobody hears of it
 * @param step - returns the number of changes; calls what it is given before the first thing that can't be taken back
 */
export function attempt(
  status: Result['status'] | '',
  patch: { readonly app: string; readonly id?: string | undefined },
  step: (irrevocable: () => void) => number | false,
): Result {
  // A bare `vm` context has no `performance`.
  const clock = realm.performance ?? Date
  const start = clock.now()
  let functions: number | false = 0
  let otherwise: Result['status'] = 'rejected'
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
  const result = { ...problem, status, app: patch.app, patch: patch.id, functions, ms: clock.now() - start } as Result
  for (const listener of listeners)
    try {
      listener(result)
    } catch (error) {
      // A listener that throws must not make a patch that is applied look as if it weren't. A bare `vm` context has no console.
      realm.console?.error(error)
    }
  return result
}
