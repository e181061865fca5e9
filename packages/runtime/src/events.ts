import type { Result } from './result.js'

export type EventName = Result['status']
type ResultOf<Name extends EventName> = Extract<Result, { readonly status: Name }>

export const listeners = new Set<(result: Result) => unknown>()

/**
 * Calls `listener` whenever a patch was applied, rejected or reverted, or failed. The returned function ends that.
 *
 * @example on('failed', ({ patch, code, args }) => report(patch, code, args))
 */
export function on<Name extends EventName>(event: Name, listener: (result: ResultOf<Name>) => void): () => void {
  // A function of its own, so that one listener can listen to several events.
  const entry = (result: Result) => result.status === event && listener(result as ResultOf<Name>)
  listeners.add(entry)
  return () => listeners.delete(entry)
}
