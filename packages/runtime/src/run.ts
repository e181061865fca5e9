import type { Change } from './wire.js'

/**
 * Makes all changes, in turn, or none: where one throws, those before it are taken back.
 *
 * @param irrevocable - called when that fails, too
 * @returns the changes that take all of it back, in the order in which that must happen
 */
export function run(changes: readonly Change[], irrevocable: () => void): Change[] {
  const back: Change[] = []
  try {
    for (const change of changes) {
      change(true)
      back.push(on => change(!on))
    }
  } catch (error) {
    for (const change of back.reverse())
      try {
        change(true)
      } catch {
        irrevocable()
      }
    throw error
  }
  return back.reverse()
}
