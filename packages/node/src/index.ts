/**
 * Guards application modules as Node loads them, and makes the process one that takes patches.
 *
 * @example node --import @iaso/node app.js
 * @example node --require @iaso/node/register app.js
 */
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { COLLECTOR } from './collect/collector.js'
import { readConfiguration } from './configuration/index.js'
import { installCollector, installGuards } from './load/index.js'
import { startRelease } from './service.js'

/** The thread that Node has for hooks loads what is required, too: the hooks, which the main thread registers in it, would be there twice. */
const isOfHooks = !isMainThread && parentPort === null
const configuration = readConfiguration()
const data = workerData as { readonly iasoCollect?: unknown } | null
if (data?.iasoCollect !== undefined) {
  Object.defineProperty(globalThis, COLLECTOR, { value: installCollector(configuration) })
} else if (configuration.options.enabled !== false && !isOfHooks) {
  const started = configuration.test ? undefined : startRelease(configuration)
  installGuards(configuration, started?.release)
  started?.ready()
}
