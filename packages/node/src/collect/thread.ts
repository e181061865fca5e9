/** Main module of the thread that reads a release's modules: they go through the loaders that the service has, and none of them runs. */
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { type CollectedModule, Packages } from '@iaso/directory'
import { writeCollected } from '../release/record.js'
import { COLLECT, COLLECTED, COLLECTOR, type Collector } from './collector.js'
import type { Collection, CollectRequest } from './index.js'

const { files, record } = (workerData as { readonly iasoCollect: CollectRequest }).iasoCollect
const realm = globalThis as unknown as Record<string, unknown>
const collector = realm[COLLECTOR] as Collector
const require = createRequire(import.meta.url)
const packages = new Packages()

let found: CollectedModule | undefined
realm[COLLECTED] = (module: CollectedModule) => {
  found = module
}

const modules: CollectedModule[] = []
const faults: Record<string, string> = {}
for (const file of files) {
  const module = await read(file)
  if (typeof module === 'string') faults[file] = module
  else modules.push(module)
}
const collection = { modules, faults }
if (record) {
  const recorded = await writeCollected(record.configuration, record.release, collection)
  parentPort?.postMessage({ modules: [], faults, recorded } satisfies Collection)
} else parentPort?.postMessage(collection satisfies Collection)

/** In the way in which the application most likely loads it; hooks for `require` and for `import` are different ones. */
async function read(file: string): Promise<CollectedModule | string> {
  found = undefined
  collector.wanted = file
  const faults: string[] = []
  for (const load of isModule(file) ? [byImport, byRequire] : [byRequire, byImport]) {
    delete require.cache[file]
    try {
      await load(file)
    } catch (error) {
      faults.push(`${error}`.split('\n', 1)[0] ?? '')
    }
    delete require.cache[file]
    if (found) return found
  }
  return faults[0] ?? 'nothing was loaded'
}

function isModule(file: string): boolean {
  const extension = extname(file)
  if (/^\.[mc]/.test(extension)) return extension.startsWith('.m')
  return packages.of(file)?.manifest.type === 'module'
}

function byImport(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href + COLLECT)
}

async function byRequire(file: string): Promise<void> {
  require(file)
}
