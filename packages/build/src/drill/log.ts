import { readFileSync } from 'node:fs'
import type { Code } from '@iaso/protocol'

/** What all processes of a drill write into one file, a line each. */
export type DrillLine =
  | {
      /** Path of a module that was patched with itself. */
      readonly module: string
      /** Keys of its patched functions, by cell. */
      readonly functions: Readonly<Record<number, string>>
      readonly left: readonly {
        readonly key: string
        readonly code: Code
        readonly args: Readonly<Record<string, string>>
      }[]
    }
  /** The first call of a function in a process. */
  | { readonly called: number; readonly of: string }

export interface DrillSummary {
  readonly modules: number
  /** Keys of patched functions. */
  readonly patched: readonly string[]
  readonly called: readonly string[]
  readonly left: readonly {
    readonly key: string
    readonly code: Code
    readonly args: Readonly<Record<string, string>>
  }[]
}

/** Reads the log of a drill; the last line of a process that was killed may be half. */
export function readDrillLog(file: string): DrillSummary {
  const modules = new Map<string, Extract<DrillLine, { module: string }>>()
  const called = new Set<string>()
  for (const line of readLines(file))
    if ('module' in line) modules.set(line.module, line)
    else called.add(`${line.called} ${line.of}`)
  const all = [...modules.values()].sort((a, b) => (a.module < b.module ? -1 : 1))
  const keys = all.flatMap(({ module, functions }) =>
    Object.entries(functions).map(([cell, key]) => ({ key, isCalled: called.has(`${cell} ${module}`) })),
  )
  return {
    modules: all.length,
    patched: keys.map(({ key }) => key),
    called: keys.filter(({ isCalled }) => isCalled).map(({ key }) => key),
    left: all.flatMap(({ left }) => left),
  }
}

function readLines(file: string): DrillLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap(line => (line.endsWith('}') ? [JSON.parse(line) as DrillLine] : []))
}
