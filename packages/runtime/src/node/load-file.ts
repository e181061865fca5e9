import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import type { ManifestPatch } from '../client/manifest.js'
import type { Load } from '../client/options.js'

const TIMEOUT = 30_000

/** Reads the whole file, verifies it, and only then runs it, in the realm that the process began with. */
export const loadFile: Load = async (url, patch, { fetch = globalThis.fetch }) => {
  const content = await readVerified(url, patch, fetch)
  const code = content.toString('utf8')
  if ((process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled) await announceMap(code, url, fetch)
  new Script(code, { filename: url }).runInThisContext()
}

/** Throws if the file isn't what the manifest promises. */
export async function readVerified(
  url: string,
  { bytes, integrity }: Pick<ManifestPatch, 'bytes' | 'integrity'>,
  fetch: typeof globalThis.fetch,
): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) })
  if (!response.ok) throw new Error(`status ${response.status}`)
  const content = await readExactly(response, bytes)
  const digest = createHash('sha256').update(content).digest('base64')
  if (`sha256-${digest}` !== integrity) throw new Error('integrity')
  return content
}

/** Stops reading as soon as there is more than promised. */
async function readExactly(response: Response, bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length > bytes) break
  }
  if (length !== bytes) throw new Error('length')
  return Buffer.concat(chunks)
}

/**
 * Node keeps the maps of modules and of evaluated text, not of scripts: an empty text of the same name brings the script's map in. One that
 * can't be had is no reason to do without the patch.
 */
async function announceMap(code: string, url: string, fetch: typeof globalThis.fetch): Promise<void> {
  const [, name] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(code) ?? []
  if (name === undefined) return
  const response = await fetch(new URL(name, url).href, { signal: AbortSignal.timeout(TIMEOUT) }).catch(() => undefined)
  if (!response?.ok) return
  const map = Buffer.from(await response.arrayBuffer()).toString('base64')
  try {
    // biome-ignore lint/security/noGlobalEval: nothing but comments; nothing of the file is in it but its map, in base64
    // biome-ignore lint/complexity/noCommaOperator: an indirect call
    ;(0, eval)(`//# sourceURL=${url}\n//# sourceMappingURL=data:application/json;base64,${map}`)
  } catch {
    // A process that evaluates no text maps no stacks of patches.
  }
}
