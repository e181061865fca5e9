import { type Fn, readerEntries } from '@iaso/babel-plugin'
import type { Capture, CellMapping } from '@iaso/protocol'
import type { Pair } from '../program.js'

/** A variable that a closure reaches through the reader of the function around it. */
export interface Readable extends Capture {
  /** What the reader is asked with. */
  readonly position: number
  /** What it is asked with to set it. */
  readonly setter?: number
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
    const entries = readerEntries(maker)
    found = entries.flatMap(({ binding, write }, position) => {
      const { name, nth } = binding
      const setter = entries.findIndex(other => other.binding === binding && other.write)
      const mode = setter < 0 ? 'get' : 'getset'
      const each = { name, owner: layout.reader as number, nth, mode, position } as const
      return write ? [] : [setter < 0 ? each : { ...each, setter }]
    })
    known.set(maker, found)
  }
  return found
}
