import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with a file's answer. */
type Fault = 'breaks off half-way' | 'is cut short' | 'is edited' | 'is an error' | undefined

export interface Faulty {
  readonly url: string
  /** From now on, for all paths that match. */
  spoil(path: RegExp, fault: Fault): void
  close(): Promise<void>
}

/** Stands in front of a server, and spoils some of its answers. */
export async function serveFaulty(target: string): Promise<Faulty> {
  let spoiled = /^$/
  let fault: Fault
  const server = createServer((incoming, response) => {
    const outgoing = request(
      target + incoming.url,
      { method: incoming.method, headers: incoming.headers },
      async answer => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk as Buffer)
        const body = Buffer.concat(chunks)
        const chosen = spoiled.test(incoming.url ?? '') ? fault : undefined
        const { 'transfer-encoding': _, ...headers } = answer.headers
        const send = (bytes: Buffer, status = answer.statusCode ?? 500) =>
          response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes)
        const half = body.subarray(0, body.length / 2)
        if (chosen === 'is an error') send(Buffer.from('{}'), 503)
        else if (chosen === 'is cut short') send(half)
        else if (chosen === 'is edited') send(Buffer.from(body.toString().replace(/.$/s, ' ')))
        else if (chosen === 'breaks off half-way') {
          response.writeHead(200, { ...headers, 'content-length': body.length })
          response.write(half, () => response.destroy())
        } else send(body)
      },
    )
    outgoing.once('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil(path, next) {
      spoiled = path
      fault = next
    },
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}
