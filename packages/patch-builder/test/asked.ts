import type { Report } from '@iaso/protocol'
import { expect } from 'vitest'
import { RunningProgram, type Sources } from './program.js'

/** A patch that takes effect only where something has not run was rejected as it has; any other must have been applied. */
export function isRejected({ edits }: Report, result: { readonly status: string }): boolean {
  const isAsked = edits.some(({ findings }) => findings.some(({ unless }) => unless !== undefined))
  if (isAsked && result.status === 'rejected') {
    expect(result).toMatchObject({ code: 'IASO1208' })
    return true
  }
  expect(result).toMatchObject({ status: 'applied' })
  return false
}

/**
 * A process in which nothing has been made yet takes the patch.
 *
 * @param see what the program does then
 * @returns whether it did
 */
export async function startCold<Exports>(
  released: Sources,
  sources: Sources,
  see: (exports: Exports) => Promise<void>,
  format: 'module' | 'commonjs' = 'module',
): Promise<boolean> {
  const running = new RunningProgram(released, format)
  try {
    const exports = (await running.run()) as unknown as Exports
    const { report, patch } = await running.build(sources)
    if (patch === undefined || isRejected(report, running.apply(patch.code))) return false
    await see(exports)
    return true
  } finally {
    running.revert()
    running.dispose()
  }
}
