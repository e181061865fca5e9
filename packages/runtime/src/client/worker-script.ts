import { runtime } from '../registry.js'
import type { Load } from './options.js'
import { toScriptUrl } from './script.js'

declare const importScripts: (url: string) => void

/**
 * Workers have no script elements, so it is `fetch` that verifies, and the file comes a second time, as a rule out of the cache. A classic
 * worker runs it as the classic script that it is. A module worker has no `importScripts`, but strict code only. Service workers load no scripts once they
 * are installed: that throws.
 */
export const loadInWorker: Load = async (url, { integrity }) => {
  await (await fetch(url, { integrity })).arrayBuffer()
  // Nothing in a worker says where a script came from.
  ;(runtime as { from?: string }).from = url
  try {
    importScripts(toScriptUrl(url))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    await import(/* @vite-ignore */ /* webpackIgnore: true */ url)
  }
}
