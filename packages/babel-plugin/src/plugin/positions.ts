import type { GeneratorResult } from '@babel/generator'
import * as t from '@babel/types'

/** `[column, source, line from 0, column, name]` of the generated line it stands in. */
type Segment = readonly number[]

/**
 * Code that was printed and parsed again has positions in the printed text. Gives every node the position that its text had before, so
 * that the next source map leads to what a person wrote. What has no such position gets none.
 */
export function restorePositions(file: t.File, printed: GeneratorResult & { decodedMap?: object }): void {
  const map = printed.decodedMap as { mappings: Segment[][]; names: string[] } | undefined
  const restore = (node: t.Node | t.Comment): void => {
    const { loc } = node
    if (!loc) return
    const start = trace(map?.mappings[loc.start.line - 1], loc.start.column)
    const end = trace(map?.mappings[loc.end.line - 1], loc.end.column)
    if (start === undefined) {
      node.loc = undefined
      return
    }
    // the printer knows the file's name
    ;(loc as { filename?: string | undefined }).filename = undefined
    place(loc.start, start)
    place(loc.end, end ?? start)
    const name = start[4] === undefined ? undefined : map?.names[start[4]]
    // where the generator notes what a renamed variable was called
    if (name !== undefined && node.type === 'Identifier') loc.identifierName = name
  }
  t.traverseFast(file, restore)
  file.comments?.forEach(restore)
}

function place(position: { line: number; column: number }, segment: Segment): void {
  position.line = (segment[2] as number) + 1
  position.column = segment[3] as number
}

/** The last segment that begins at or before the column, if it leads anywhere. */
function trace(line: readonly Segment[] | undefined, column: number): Segment | undefined {
  if (line === undefined) return undefined
  let low = 0
  let high = line.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line[middle] as Segment)[0]! <= column) low = middle + 1
    else high = middle
  }
  const segment = line[low - 1]
  return segment !== undefined && segment.length > 1 ? segment : undefined
}
