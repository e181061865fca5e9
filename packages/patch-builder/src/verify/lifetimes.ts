/**
 * How long somebody may hold a closure. `call`: not beyond a call on the stack, which no patch comes between. `operation`: until what is in
 * progress is done. `lasting`: nobody can say.
 */
export type Lifetime = 'call' | 'operation' | 'lasting'

const ORDER: readonly Lifetime[] = ['call', 'operation', 'lasting']

/** The longest. */
export function worstOf(lifetimes: readonly Lifetime[]): Lifetime {
  return lifetimes.reduce((worst, each) => (ORDER.indexOf(each) > ORDER.indexOf(worst) ? each : worst), 'call')
}
