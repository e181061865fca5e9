/** Runs in the thread that Node 20 has for hooks. */
import type { Configuration } from '../configuration/index.js'
import { Loader } from './loader.js'
import { guardResult, type LoadResult } from './modules.js'

let loader: Loader | undefined

export function initialize(data: { readonly configuration: Configuration; readonly withMaps: boolean }): void {
  loader = new Loader(data.configuration, data.withMaps)
}

export async function load(
  url: string,
  context: object,
  next: (url: string, context: object) => Promise<LoadResult>,
): Promise<LoadResult> {
  const result = await next(url, context)
  return loader ? guardResult(loader, url, result) : result
}
