import { realm } from '../realm.js'
import { type Runtime, runtime } from '../registry.js'
import { Copies } from './copies.js'

/** Made by the first that loads this in the realm, like the runtime itself. */
// biome-ignore lint/suspicious/noAssignInExpressions: the same form as in registry.ts
export const copies = (realm[Symbol.for('iaso.copies')] ??= new Copies(runtime as Runtime)) as Copies
