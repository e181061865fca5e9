import type { Arguments, Problem } from './result.js'

/** The way to reject from anywhere below `apply`. */
export class Fault implements Problem {
  status: 'rejected' | 'failed' = 'rejected'
  readonly code: string
  readonly args: Arguments

  constructor(code: string, args: Arguments) {
    this.code = code
    this.args = args
  }
}

/** What a patch's own code throws is IASO1207. */
export function toFault(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('IASO1207', { detail: String(error) })
}

/** Runs a step that may leave something behind when it throws. */
export function irrevocably<T>(step: () => T): T {
  try {
    return step()
  } catch (error) {
    const fault = toFault(error)
    fault.status = 'failed'
    throw fault
  }
}
