import type { Problem } from '../result.js'
import type { ClientOptions } from './options.js'

/** As `@iaso/protocol` says; repeated because the runtime depends on nothing. */
interface Manifest {
  readonly schema: number
  readonly app: string
  readonly release: string
  readonly patch: ManifestPatch | null
}

export interface ManifestPatch {
  readonly id: string
  readonly seq: number
  /** Relative to the manifest. */
  readonly file: string
  readonly bytes: number
  /** Subresource integrity of the file: `sha256-…`. */
  readonly integrity: string
  /** To be loaded before the script runs. */
  readonly styles?: readonly ManifestStyle[]
}

export interface ManifestStyle {
  /** Relative to the manifest. */
  readonly file: string
  readonly integrity: string
  /** Of the release. */
  readonly replaces: string
}

const MANIFEST_LIMIT = 65_536
const PATCH_LIMIT = 1_048_576
const TIMEOUT = 30_000

/**
 * What the manifest at `url` asks for; `undefined` if there is none. A server that doesn't have the file is no reason to take
 * a live patch back. Throws IASO1211.
 */
export async function fetchPatch(
  url: string,
  app: string,
  release: string,
  options: ClientOptions,
): Promise<ManifestPatch | null | undefined> {
  try {
    // In a variable of its own, for `fetch` must be called without a receiver.
    const { fetch = globalThis.fetch } = options
    const response = await fetch(url, { cache: 'no-cache', signal: AbortSignal.timeout(TIMEOUT) })
    if (response.status === 404) return undefined
    if (!response.ok) throw response.status
    const text = await response.text()
    if (text.length > MANIFEST_LIMIT) throw 'size'
    const { schema, patch, ...target } = JSON.parse(text) as Manifest
    const fault =
      schema !== 1 ? 'schema' : target.app !== app ? 'app' : target.release !== release ? 'release' : undefined
    if (fault) throw fault
    if (patch !== null) checkPatch(patch, url, options.limit ?? PATCH_LIMIT)
    return patch
  } catch (error) {
    throw { code: 'IASO1211', args: [url, `${error}`] } satisfies Problem
  }
}

/** Throws the name of the first field that isn't right. */
function checkPatch({ id, seq, bytes, styles, ...script }: ManifestPatch, url: string, limit: number): void {
  if (!id || typeof id !== 'string') throw 'id'
  if (!Number.isInteger(seq)) throw 'seq'
  if (!(bytes > 0 && bytes <= limit)) throw 'bytes'
  for (const { integrity, file } of [script, ...(styles ?? [])]) {
    // Browsers run a script whose `integrity` they don't understand.
    if (!/^sha256-[A-Za-z\d+/]{43}=$/.test(integrity)) throw 'integrity'
    // Beside the manifest or below: a manifest can't send the page to another place.
    if (!new URL(file, url).href.startsWith(new URL('.', url).href)) throw 'file'
  }
}
