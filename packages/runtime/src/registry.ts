import { apply, revert } from './apply.js'
import { attempt } from './attempt.js'
import { define } from './define.js'
import { on } from './events.js'
import { link } from './link.js'
import { realm } from './realm.js'
import { state } from './state.js'

export interface Runtime {
  readonly define: typeof define
  readonly apply: typeof apply
  readonly revert: typeof revert
  readonly state: typeof state
  readonly on: typeof on
  /** For the clients: what they can't do is heard like what `apply` can't. */
  readonly attempt: typeof attempt
  /** For services: they ask all realms of a group before they change one. */
  readonly link: typeof link
}

/**
 * The realm's runtime: made by the first copy that loads, used by every later one, for modules and patches of several bundles must meet in
 * one place. Patch scripts find it there, too. The symbol stands for the wire format: another format will have another symbol.
 */
// biome-ignore lint/suspicious/noAssignInExpressions: this is what it means, at half the bytes
export const runtime = (realm[Symbol.for('iaso')] ??= { define, apply, revert, state, on, attempt, link }) as Runtime
