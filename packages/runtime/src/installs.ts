import { irrevocably } from './fault.js'
import type { Install } from './wire.js'

type Step = () => void

/** Takes the old installs out and puts the new ones in, or throws and leaves the old ones in. */
export function swapInstalls(old: readonly Install[], next: readonly Install[]): void {
  const back: Step[] = []
  try {
    for (const install of [...old].reverse()) {
      install.undo()
      back.unshift(() => install.apply())
    }
    for (const install of next) {
      install.apply()
      back.unshift(() => install.undo())
    }
  } catch (error) {
    runAll(back)
    throw error
  }
}

export function undoAll(installs: readonly Install[]): void {
  runAll(installs.map(install => () => install.undo()).reverse())
}

/** Every step, whatever the others do; then throws what a step threw. */
function runAll([step, ...rest]: readonly Step[]): void {
  if (!step) return
  try {
    irrevocably(step)
  } finally {
    runAll(rest)
  }
}
