import { type Fn, readerNames } from '@iaso/babel-plugin'
import type { Capture, CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'

/** A variable that a closure reaches through the reader of the function around it. */
export interface Readable extends Capture {
  /** What the reader is asked with; to set it, the one after that. */
  readonly position: number
}

const known = new WeakMap<Fn, readonly Readable[]>()

/** What the guard of a closure hands over though the closure didn't mention it. */
export function readable(
  { layout, addedBy }: Pick<CellMapping, 'layout' | 'addedBy'>,
  pair: Pair,
): readonly Readable[] {
  const maker = layout.reader === undefined ? undefined : pair.bornIn({ addedBy })?.functionOf(layout.reader)
  if (maker === undefined) return []
  let found = known.get(maker)
  if (found === undefined) {
    let position = 0
    found = readerNames(maker).map(({ name, nth, assigned }) => {
      const each: Readable = { name, owner: layout.reader as number, nth, mode: assigned ? 'getset' : 'get', position }
      position += assigned ? 2 : 1
      return each
    })
    known.set(maker, found)
  }
  return found
}
