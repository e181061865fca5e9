import { rmSync } from 'node:fs'
import { isMainThread, setEnvironmentData, threadId } from 'node:worker_threads'
import { Group, here } from './group.js'
import { LocalMember } from './local.js'
import { ENVIRONMENT, inheritedPlace, joinInherited, keep } from './member.js'
import type { GroupResult, GroupStatus, Order } from './messages.js'
import { makePlace } from './place.js'
import { listen } from './server.js'
import { Source, type SourceOptions } from './sources.js'

export interface ServiceOptions extends Partial<SourceOptions> {
  /** Looks for patches when the process gets this signal. */
  readonly signal?: NodeJS.Signals
  /** Milliseconds that a realm may take to answer; if one takes longer, nothing is applied anywhere. @default 10000 */
  readonly patience?: number
  /** Hears what became of each patch that `url` or a command brought. */
  readonly onResult?: (result: GroupResult) => void
}

/** The root of a group: this process, its worker threads, and the processes that it starts. */
export interface Service {
  apply(order: Order): Promise<GroupResult>
  revert(app: string): Promise<GroupResult>
  status(): Promise<GroupStatus>
  /** Looks for patches at `url` now. */
  check(): Promise<boolean>
  stop(): void
}

/**
 * Makes this process the root of a group that takes patches together: its worker threads and the processes that it starts, every realm or none.
 * `iaso apply`, `iaso status` and `iaso revert` reach it by a socket that only its user can open. In a thread or process that was started in a group,
 * joins that one: nothing then, for the root has the say.
 *
 * @example startService({ url: '/srv/patches', signal: 'SIGUSR2', onResult: console.info })
 */
export function startService(options: ServiceOptions = {}): Service | undefined {
  if (joinInherited() || inheritedPlace() !== undefined || !isMainThread) return undefined
  const tell = options.onResult ?? (() => {})
  const group = openGroup()
  const server = listen(group, options.patience)
  const source = options.url === undefined ? undefined : new Source(group, { ...options, url: options.url }, tell)
  const look = () => void source?.look()
  if (options.signal) process.on(options.signal, look)
  return {
    apply: order => group.apply(order),
    revert: app => group.revert(app),
    status: () => group.status(),
    check: () => source?.look() ?? Promise.resolve(true),
    stop() {
      source?.stop()
      server.close()
      if (options.signal) process.off(options.signal, look)
    },
  }
}

function openGroup(): Group {
  const place = makePlace(process.pid)
  process.once('exit', () => rmSync(place, { recursive: true, force: true }))
  const group = new Group(place)
  group.join(new LocalMember(here(threadId), keep(place).realm))
  setEnvironmentData(ENVIRONMENT, place)
  process.env[ENVIRONMENT] = place
  return group
}
