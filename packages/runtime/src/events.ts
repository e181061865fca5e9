import type { Result } from './result.js'

export type EventName = Result['status']
type ResultOf<Name extends EventName> = Extract<Result, { readonly status: Name }>

const listeners = new Map<(result: Result) => void, EventName>()

/**
 * Calls `listener` whenever a patch was applied, rejected or reverted, or failed. The returned function ends that.
 *
 * @example on('failed', ({ patch, code, args }) => report(patch, code, args))
 */
export function on<Name extends EventName>(event: Name, listener: (result: ResultOf<Name>) => void): () => void {
  // An entry of its own, so that one function can listen to several events.
  const entry = (result: Result) => listener(result as ResultOf<Name>)
  listeners.set(entry, event)
  return () => void listeners.delete(entry)
}

/** A listener that throws must not make a patch that is applied look as if it weren't. */
export function emit(result: Result): Result {
  for (const [listener, event] of listeners)
    if (event === result.status)
      try {
        listener(result)
      } catch (error) {
        // A bare `vm` context has no console.
        globalThis.console?.error(error)
      }
  return result
}
