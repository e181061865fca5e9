import type { Socket } from 'node:net'
import type { Message } from './messages.js'

/** A patch is far smaller; whoever sends more is not one of us. */
const LIMIT = 16 * 1024 * 1024

/** Reads messages from a socket and answers a function that sends one. What isn't a message ends the connection. */
export function speak(socket: Socket, hear: (message: Message) => void): (message: Message) => void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', chunk => {
    rest += chunk
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LIMIT) socket.destroy()
    for (const line of lines) read(line)
  })
  // That the other side is gone is heard by `close`.
  socket.on('error', () => socket.destroy())

  function read(line: string): void {
    let message: Message
    try {
      message = JSON.parse(line) as Message
    } catch {
      socket.destroy()
      return
    }
    hear(message)
  }

  return message => void socket.write(`${JSON.stringify(message)}\n`)
}
