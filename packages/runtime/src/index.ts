/**
 * Registers guarded modules, applies and reverts patches.
 *
 * Limits first. A realm (page, worker, frame, `vm` context) has one runtime; a patch reaches the realm in which its script runs. A
 * module that was evaluated twice can't be patched. If the global object is frozen before the runtime or a guarded module loads, loading
 * throws: freeze it afterwards, then the application runs, and patches are rejected (IASO1206).
 */
import { runtime } from './registry.js'

export type { EventName } from './events.js'
export type { Problem, Report, Result } from './result.js'
export type { State } from './state.js'
export type { Change, Link, Register, Table, WireContext, WirePart, WirePatch } from './wire.js'

export const { define, apply, revert, state, on } = runtime
