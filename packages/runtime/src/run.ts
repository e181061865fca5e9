import type { Install } from './wire.js'

/**
 * Makes all changes, in turn, or none: where one throws, those before it are taken back.
 *
 * @param irrevocable - called when that fails, too
 * @returns the changes that take all of it back, in the order in which that must happen
 */
export function run(changes: readonly Install[], irrevocable: () => void): Install[] {
  const back: Install[] = []
  try {
    for (const { apply, undo } of changes) {
      apply()
      back.unshift({ apply: undo, undo: apply })
    }
  } catch (error) {
    for (const change of back)
      try {
        change.apply()
      } catch {
        irrevocable()
      }
    throw error
  }
  return back
}
