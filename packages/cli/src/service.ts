import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Store } from '@iaso/build'
import { explain, IasoError, isCode } from '@iaso/protocol'
import { ask, type Command, type GroupResult, type GroupStatus, type Order, services } from '@iaso/runtime/control'
import { readArguments, UsageError } from './arguments.js'
import type { Terminal } from './run.js'

const PID = { pid: { type: 'string' } } as const

/** What a server is called by `iaso build DIR`, by webpack and Next.js, and by Vite. */
const SERVERS = ['node', 'server', 'ssr']

/** Hands a patch to a running service: the one named, else the newest of the newest release of a server. Answers 0 if all of its realms took it. */
export async function apply(argv: readonly string[], terminal: Terminal): Promise<number> {
  const options = {
    ...PID,
    directory: { type: 'string', default: '.iaso' },
    environment: { type: 'string' },
  } as const
  const { values, positionals } = readArguments(argv, options, ['?PATCH'])
  const directory =
    positionals[0] === undefined
      ? newest(resolve(terminal.cwd, values.directory), values.environment)
      : named(resolve(terminal.cwd, positionals[0]))
  return report(await send(values.pid, { command: 'apply', order: readOrder(directory) }), terminal)
}

/** Takes back what patches changed in a running service. */
export async function revert(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments(argv, { ...PID, app: { type: 'string' } })
  return report(await send(values.pid, { command: 'revert', app: values.app }), terminal)
}

/** Says what each realm of a running service has. */
export async function status(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments(argv, PID)
  return report(await send(values.pid, { command: 'status' }), terminal)
}

async function send(wanted: string | undefined, command: Command): Promise<GroupResult | GroupStatus> {
  const pid = choose(wanted)
  try {
    return await ask(pid, command)
  } catch (error) {
    throw new IasoError('IASO1166', { pid: String(pid), detail: (error as Error).message })
  }
}

function choose(wanted: string | undefined): number {
  if (wanted !== undefined) {
    if (!/^\d+$/.test(wanted)) throw new UsageError(`"${wanted}" is not a process id.`)
    return Number(wanted)
  }
  const [first, ...others] = services()
  if (first === undefined) throw new IasoError('IASO1164')
  if (others.length > 0) throw new IasoError('IASO1165', { pids: [first, ...others].join(', '), pid: String(first) })
  return first
}

function newest(directory: string, wanted: string | undefined): string {
  const store = new Store(directory)
  const environment = wanted ?? SERVERS.find(each => store.newest(each) !== undefined)
  const release = environment === undefined ? undefined : store.newest(environment)
  if (environment === undefined || release === undefined) throw new IasoError('IASO1001', { directory })
  const patch = store.patches(environment, release).at(-1)
  if (!patch) throw new IasoError('IASO1168', { release })
  return join(store.releaseDirectory(environment, release), 'patches', `${patch.seq}-${patch.id}`)
}

function named(path: string): string {
  if (!existsSync(path)) throw new IasoError('IASO1167', { file: path, detail: 'there is no such file' })
  return statSync(path).isDirectory() ? path : dirname(path)
}

/** The report beside a patch says what it is for. */
function readOrder(directory: string): Order {
  const filename = join(directory, 'patch.js')
  try {
    const code = readFileSync(filename, 'utf8')
    const { app, release, patch } = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))
    return { app, release, id: patch.id, seq: patch.seq, code, filename }
  } catch (error) {
    throw new IasoError('IASO1167', { file: directory, detail: (error as Error).message })
  }
}

function report(result: GroupResult | GroupStatus, { print }: Terminal): number {
  if (result.status === 'status') {
    print(describe(result))
    return 0
  }
  const { status, app, patch, realms, refused, ms } = result
  print(`${app} ${status}${patch === undefined ? '' : ` ${patch}`}: ${count(realms.length)}, ${ms.toFixed(1)} ms`)
  for (const { pid, thread, code, args } of refused)
    print(`  ${place(pid, thread)} refused: ${code} ${isCode(code) ? explain(code, args) : args.join(', ')}`)
  return status === 'applied' || status === 'reverted' ? 0 : 1
}

function describe({ realms }: GroupStatus): string {
  return realms
    .flatMap(({ pid, thread, apps }) =>
      apps.map(
        ({ app, release, patch, pending }) =>
          `${place(pid, thread)}  ${app} ${release}  ${patch ?? 'no patch'}${pending > 0 ? `, waits for ${pending} modules` : ''}`,
      ),
    )
    .join('\n')
}

function place(pid: number, thread: number): string {
  return thread === 0 ? `process ${pid}` : `process ${pid} thread ${thread}`
}

function count(realms: number): string {
  return `${realms} ${realms === 1 ? 'realm' : 'realms'}`
}
