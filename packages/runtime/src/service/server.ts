import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { type Group, here } from './group.js'
import { speak } from './line.js'
import type { Command, GroupResult, GroupStatus, Message } from './messages.js'
import { socketOf } from './place.js'
import { RemoteMember } from './remote.js'

/** Listens for the other realms of the group, and for commands. Keeps no process alive. */
export function listen(group: Group, patience: number | undefined): Server {
  const server = createServer(socket => receive(group, socket, patience))
  const path = socketOf(group.place)
  server.listen(path, () => {
    if (process.platform !== 'win32') chmodSync(path, 0o600)
  })
  return server.unref()
}

function receive(group: Group, socket: Socket, patience: number | undefined): void {
  let member: RemoteMember | undefined
  socket.unref()
  const send = speak(socket, message => {
    if ('join' in message) {
      member = new RemoteMember(message.join, send, patience)
      group.join(member)
    } else if ('answer' in message) member?.hear(message.id, message.answer)
    else if ('command' in message) void reply(message)
  })
  socket.on('close', () => {
    if (!member) return
    group.leave(member)
    member.gone()
  })

  async function reply({ id, command }: Extract<Message, { command: Command }>): Promise<void> {
    send({ id, result: await obey(group, command) })
  }
}

async function obey(group: Group, command: Command): Promise<GroupResult | GroupStatus> {
  switch (command.command) {
    case 'apply':
      return await group.apply(command.order)
    case 'revert':
      return await revert(group, command.app)
    case 'status':
      return await group.status()
  }
}

/** Where there is one application, it needn't be named. */
async function revert(group: Group, wanted: string | undefined): Promise<GroupResult> {
  const { realms } = await group.status()
  const apps = [...new Set(realms.flatMap(({ apps }) => apps.map(({ app }) => app)))]
  const app = wanted ?? apps[0]
  if (app !== undefined && apps.includes(app)) return await group.revert(app)
  const refused = [{ ...here(), code: 'IASO1201', args: [wanted ?? ''] }]
  return { status: 'rejected', app: wanted ?? '', patch: undefined, realms: [], refused, ms: 0 }
}
