import { startClient } from './client/client.js'
import type { Client, ClientOptions } from './client/options.js'
import { loadScript } from './client/script.js'
import { loadInWorker } from './client/worker-script.js'

export type { Client, ClientOptions } from './client/options.js'

/**
 * Looks for patches in a page or a worker: at once, then every `interval`, and whenever the page is seen again. Each worker is a realm of its own,
 * with a client of its own.
 *
 * What goes wrong is heard as `rejected`: IASO1210 (the file), IASO1211 (the manifest), and is tried again later. A patch that `apply`
 * didn't accept is not. Service workers can't load scripts: a client there rejects every patch with IASO1210.
 *
 * @example start({ url: '/patches' })
 */
export function start(options: ClientOptions): Client {
  return startClient(options, globalThis.document ? loadScript : loadInWorker)
}
