import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { IasoError } from '@iaso/protocol'
import { isScript, isTyped, outputName } from '../compile/names.js'

/** A file of the sources. */
export interface SourceFile {
  /** Absolute. */
  readonly file: string
  /** Relative to the directory, with `/`. */
  readonly name: string
  /** Where it goes, relative to the output. */
  readonly output: string
  readonly isScript: boolean
}

/**
 * All files below a directory, sorted; without `node_modules`, and without files and directories whose names begin with a dot. JavaScript that stands where
 * TypeScript would be compiled to is taken for what somebody compiled, and left out.
 *
 * @param left directories to leave out
 * @throws IasoError IASO1161, IASO1163
 */
export function scan(directory: string, left: readonly string[], warn: (message: string) => void): SourceFile[] {
  const files = walk(directory, '', new Set(left))
  const byOutput = new Map<string, SourceFile>()
  for (const each of files) {
    const other = byOutput.get(each.output)
    const source = other ? sourceOf(other, each) : each
    if (other) warn(new IasoError('IASO2201', { source: source.name, output: each.output }).message)
    byOutput.set(each.output, source)
  }
  return files.filter(each => byOutput.get(each.output) === each)
}

function sourceOf(first: SourceFile, second: SourceFile): SourceFile {
  const typed = [first, second].filter(({ name }) => isTyped(name))
  const [source] = typed
  if (source && typed.length === 1) return source
  throw new IasoError('IASO1161', { first: first.name, second: second.name, output: second.output })
}

function walk(root: string, prefix: string, left: ReadonlySet<string>): SourceFile[] {
  const names = readNames(join(root, prefix))
  return names.flatMap(entry => {
    const name = prefix + entry.name
    const file = join(root, name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || left.has(file)) return []
    if (entry.isDirectory()) return walk(root, `${name}/`, left)
    return [{ file, name, output: outputName(name), isScript: isScript(name) }]
  })
}

function readNames(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new IasoError('IASO1163', { directory, detail: (error as Error).message })
  }
}
