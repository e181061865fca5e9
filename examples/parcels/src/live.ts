import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

/** Tells everybody who looks where the van is. */
export function startLive(server: Server, interval = 50): () => void {
  const sockets = new WebSocketServer({ server, path: '/live' })
  let tick = 0

  sockets.on('connection', (socket: WebSocket) => {
    let stop = 0
    socket.on('message', () => {
      stop += 1
      socket.send(JSON.stringify(describe(stop)))
    })
  })

  const timer = setInterval(() => {
    tick += 1
    for (const socket of sockets.clients) socket.send(JSON.stringify({ tick }))
  }, interval)

  return () => {
    clearInterval(timer)
    sockets.close()
  }
}

/** Mistake 04: the first stop is called the zeroth. */
function describe(stop: number): { readonly stop: string } {
  return { stop: `stop ${stop - 1}` }
}
