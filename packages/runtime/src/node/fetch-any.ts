import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** `fetch` that knows `file:` too. */
export const fetchAny: typeof globalThis.fetch = async (input, init) => {
  const url = String(input instanceof Request ? input.url : input)
  if (!url.startsWith('file:')) return fetch(input, init)
  try {
    return new Response(await readFile(fileURLToPath(url)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Response(null, { status: 404 })
    throw error
  }
}
