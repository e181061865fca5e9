import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

const MARKS = ['iaso.config.js', 'iaso.config.mjs', 'iaso.config.cjs', 'iaso.config.json', 'package.json']

/**
 * The project that a process belongs to: the one of its script, wherever it was started from. For a script of a dependency, such as a test
 * runner, it is the one of the working directory.
 */
export function findRoot(wanted: string | undefined, start: readonly (string | undefined)[]): string {
  if (wanted) return wanted
  for (const place of start) {
    if (place === undefined || /[\\/]node_modules[\\/]/.test(place)) continue
    const root = upwards(place)
    if (root !== undefined) return root
  }
  return process.cwd()
}

function upwards(place: string): string | undefined {
  for (let directory = place; ; directory = dirname(directory)) {
    if (MARKS.some(mark => existsSync(join(directory, mark)))) return directory
    if (directory === dirname(directory)) return undefined
  }
}
