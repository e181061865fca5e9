import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Finding } from '@iaso/protocol'

/** Answers the text of a source file, as a person wrote it. */
export type ReadSource = (file: string) => string | undefined

/** Sources of a project, each read once. */
export function sourcesIn(root: string): ReadSource {
  const known = new Map<string, string | undefined>()
  return path => {
    const [file = ''] = path.split('?')
    if (!known.has(file)) known.set(file, read(resolve(root, file)))
    return known.get(file)
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // What a plugin made up has no file to be shown.
    return undefined
  }
}

/**
 * The line that a finding is about, with a mark below the place. Nothing where it isn't known.
 *
 * @example ['  12 │ function price(line) {', '     │ ^']
 */
export function frameOf({ file, line, column }: Finding, source: ReadSource, width: number): string[] {
  const text = line === undefined ? undefined : source(file)?.split(/\r?\n/)[line - 1]
  if (text === undefined || column === undefined || text.trim() === '') return []
  const number = `${line} │ `
  const indent = text.length - text.trimStart().length
  const from = Math.max(0, Math.min(indent, column - 1), column - 1 - (width - number.length - 20))
  const shown = text.slice(from).replaceAll('\t', ' ')
  const room = width - number.length
  const cut = shown.length > room ? `${shown.slice(0, room - 1)}…` : shown
  return [`${number}${cut}`, `${' '.repeat(number.length - 2)}│ ${' '.repeat(Math.max(0, column - 1 - from))}^`]
}
