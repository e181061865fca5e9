import { connect } from 'node:net'
import { speak } from './service/line.js'
import type { Command, GroupResult, GroupStatus } from './service/messages.js'
import { listPlaces, placeOf, socketOf } from './service/place.js'

export type { AppState, Command, GroupResult, GroupStatus, Order, RealmName } from './service/messages.js'

/** Pids of the services that this user can reach. */
export function services(): number[] {
  return listPlaces()
}

/**
 * Asks the service of a process.
 *
 * @throws what `net.connect` does, where there is none
 */
export function ask(pid: number, command: Command): Promise<GroupResult | GroupStatus> {
  return new Promise((done, fail) => {
    const socket = connect(socketOf(placeOf(pid)))
    const send = speak(socket, message => {
      if (!('result' in message)) return
      socket.end()
      done(message.result)
    })
    socket.once('error', fail)
    socket.once('close', () => fail(new Error('the service ended the connection')))
    send({ id: 0, command })
  })
}
