/** Runs in the thread that Node 20 has for hooks. */
import { claimsElsewhere } from '@iaso/runtime/copies'
import { Collector } from '../collect/collector.js'
import type { Configuration } from '../configuration/index.js'
import type { Release } from '../release/index.js'
import { provideDefine } from './define.js'
import { type Changer, Loader } from './loader.js'
import { changeResult, type LoadResult } from './modules.js'

/** Of all copies of this module in the thread: there is one for each turn. */
const LAST_TURN = Symbol.for('iaso.hooks')

/** What the thread has to know of the realm that it works for. */
export interface ThreadData {
  readonly configuration: Configuration
  readonly withMaps: boolean
  readonly release: Release | undefined
  readonly collects: boolean
}

/** Hooks that were registered again are those of a later turn. */
export interface Turn {
  readonly turn: number
}

const last = globalThis as { [LAST_TURN]?: number }
let changer: Changer | undefined
let own = 0

export function initialize({ configuration, withMaps, release, collects, turn }: ThreadData & Turn): void {
  // loaders that come later are loaded by this one, and guarded: they run here
  provideDefine()
  own = turn
  // a worker, which shares the thread, begins to count anew
  last[LAST_TURN] = Math.max(turn, last[LAST_TURN] ?? 0)
  changer = collects ? new Collector(configuration) : new Loader(configuration, withMaps, release, claimsElsewhere())
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<LoadResult>,
): Promise<LoadResult> {
  const result = await next(url, context)
  return changer && last[LAST_TURN] === own ? changeResult(changer, url, result) : result
}
