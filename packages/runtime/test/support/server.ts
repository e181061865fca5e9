import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A static host whose files and faults a test sets. */
export interface Host {
  readonly url: string
  readonly requests: string[]
  readonly files: Map<string, string | Answer>
  close(): Promise<void>
}

export async function openHost(headers: Record<string, string> = {}): Promise<Host> {
  const files: Host['files'] = new Map()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const file = files.get(path)
    if (typeof file === 'function') return file(request, response)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.json') ? 'application/json' : 'text/html'
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type }).end(file)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export function scriptFor(id: string, { release = 'r1' } = {}): string {
  return `globalThis[Symbol.for('iaso')].apply({ app: 'shop', release: '${release}', id: '${id}', seq: 1,
    parts: [['cart', 'print-cart', () => ({ $cart0: () => '${id}' })]] })`
}

/** Puts a patch on the host, with a manifest that fits unless a field says otherwise. */
export function publish(host: Host, id: string, fields: object = {}, script = scriptFor(id)): void {
  const file = `r1/${id}.js`
  host.files.set(`/patches/${file}`, script)
  const integrity = `sha256-${createHash('sha256').update(script).digest('base64')}`
  const patch = { id, seq: 1, file, bytes: Buffer.byteLength(script), integrity, ...fields }
  host.files.set('/patches/r1.json', JSON.stringify({ schema: 1, app: 'shop', release: 'r1', patch }))
}
