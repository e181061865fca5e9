/** For those who compile modules on their way into a realm that evaluates some of them more than once. */
import { Claims } from './copies/claims.js'
import { copies } from './copies/index.js'
import { runtime } from './registry.js'

export const { define } = runtime

/**
 * Which id a module of this realm must be compiled under: its own, or that of a copy, which stands for the
 * module's id wherever that is in the code.
 */
export function claim(id: string): string {
  return copies.claims.next(id)
}

/** `claim`s for the thread in which Node 20 loads ES modules: of one realm after the other. */
export function claimsElsewhere(): (id: string) => string {
  const claims = new Claims(1)
  return id => claims.next(id)
}
