import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { getEnvironmentData, isMainThread, threadId } from 'node:worker_threads'
import { readCurrent } from './current.js'
import { speak } from './line.js'
import { socketOf } from './place.js'
import { ServiceRealm } from './realm.js'

/** Where threads and child processes find the group that they belong to. */
export const ENVIRONMENT = 'IASO_SERVICE'
/** Realms find their half of the group here; generated code tells it that a release is there. */
const SYMBOL = Symbol.for('iaso.service')

/** What a realm keeps under `SYMBOL`. */
export interface Joined {
  readonly realm: ServiceRealm
  readonly place: string
  /** To be called when a release is there, and before any module of it runs: the group's patch is to be there first. */
  released(app: string): void
}

interface Keeper {
  [SYMBOL]?: Joined
}

/** The group of the thread that started this one, or of the process that did; nothing if that has ended. */
export function inheritedPlace(): string | undefined {
  const kept = isMainThread ? undefined : getEnvironmentData(ENVIRONMENT)
  const place = typeof kept === 'string' ? kept : process.env[ENVIRONMENT]
  return place !== undefined && existsSync(place) ? place : undefined
}

export function joined(): Joined | undefined {
  return (globalThis as Keeper)[SYMBOL]
}

/** Makes this realm one of a group. Once: a second time changes nothing. */
export function keep(place: string): Joined {
  const keeper = globalThis as Keeper
  if (keeper[SYMBOL]) return keeper[SYMBOL]
  const realm = new ServiceRealm()
  const own: Joined = { realm, place, released: app => catchUp(realm, place, app) }
  Object.defineProperty(keeper, SYMBOL, { value: own, configurable: true })
  return own
}

function catchUp(realm: ServiceRealm, place: string, app: string): void {
  const order = readCurrent(place, app)
  if (!order) return
  const { answer } = realm.answer({ ask: 'check', order })
  if (answer === 'done') realm.answer({ ask: 'commit', order })
}

/** Joins the group that this thread or process was started in, if there is one. */
export function joinInherited(): Joined | undefined {
  const place = inheritedPlace()
  if (joined() || place === undefined) return joined()
  const own = keep(place)
  const socket = connect(socketOf(place))
  const send = speak(socket, message => {
    if ('question' in message) send({ id: message.id, answer: own.realm.answer(message.question) })
  })
  send({ join: { pid: process.pid, thread: threadId } })
  socket.unref()
  return own
}
