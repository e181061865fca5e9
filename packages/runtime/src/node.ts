import { pathToFileURL } from 'node:url'
import { startClient } from './client/client.js'
import type { Client, ClientOptions } from './client/options.js'
import { fetchAny } from './node/fetch-any.js'
import { loadFile } from './node/load-file.js'

export type { Client, ClientOptions } from './client/options.js'

const SCHEME = /^[a-z][a-z\d+.-]+:/i

/**
 * Looks for patches in a Node process, over HTTP or in a folder, and doesn't keep the process alive by that.
 *
 * @param options - `url` may be a path
 * @example start({ url: '/srv/patches', interval: 5_000 })
 */
export function start(options: ClientOptions): Client {
  const url = SCHEME.test(options.url) ? options.url : pathToFileURL(options.url).href
  return startClient({ ...options, url, fetch: options.fetch ?? fetchAny }, loadFile)
}
