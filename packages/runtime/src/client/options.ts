import type { Result } from '../result.js'
import type { ManifestPatch } from './manifest.js'

export interface ClientOptions {
  /** The folder of the manifests; the client asks for `<url>/<release>.json`. Relative to the page, or to a worker's script. */
  readonly url: string
  /** @default the realm's first application */
  readonly app?: string
  /** Milliseconds between two looks, give or take a quarter; more after errors. 0: one look at the start. @default 60000 */
  readonly interval?: number
  /** Reads manifests (and patch files, in Node). @default the global one */
  readonly fetch?: typeof globalThis.fetch
  /** For the script element, where the page's policy asks for one. */
  readonly nonce?: string
  /** A patch of more bytes is rejected. @default 1048576 */
  readonly limit?: number
}

export interface Client {
  /** Looks now. The result if there was something to do, or if the patch was rejected earlier. Never throws. */
  check(): Promise<Result | undefined>
  stop(): void
}

/** Runs the script at `url` if, and only if, it is what the manifest promises. */
export type Load = (url: string, patch: ManifestPatch, options: ClientOptions) => Promise<void>
