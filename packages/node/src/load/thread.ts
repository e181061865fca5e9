/** Runs in the thread that Node 20 has for hooks. */
import { claimElsewhere } from '@iaso/runtime/copies'
import { Collector } from '../collect/collector.js'
import type { Configuration } from '../configuration/index.js'
import type { Release } from '../release/index.js'
import { type Changer, Loader } from './loader.js'
import { changeResult, type LoadResult } from './modules.js'

/** What the thread has to know of the realm that it works for. */
export interface ThreadData {
  readonly configuration: Configuration
  readonly withMaps: boolean
  readonly release: Release | undefined
  readonly collects: boolean
}

let changer: Changer | undefined

export function initialize({ configuration, withMaps, release, collects }: ThreadData): void {
  changer = collects ? new Collector(configuration) : new Loader(configuration, withMaps, release, claimElsewhere)
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<LoadResult>,
): Promise<LoadResult> {
  const result = await next(url, context)
  return changer ? changeResult(changer, url, result) : result
}
