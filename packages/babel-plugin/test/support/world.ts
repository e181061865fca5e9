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

type Files = Readonly<Record<string, string>>

let worker: Worker | undefined
let last = 0

/** Realms live in a thread of their own: modules need a flag there, and programs leave rejections behind. */
function run(files: Files, format: Format): Promise<readonly string[]> {
  worker ??= new Worker(new URL('realm.mjs', import.meta.url), {
    execArgv: ['--experimental-vm-modules', '--no-warnings'],
  })
  const { postMessage } = worker
  const id = ++last
  return new Promise(resolve => {
    const listen = (answer: { id: number; trace: readonly string[] }) => {
      if (answer.id !== id) return
      worker?.off('message', listen)
      resolve(answer.trace)
    }
    worker?.on('message', listen)
    postMessage.call(worker, { id, files, format })
  })
}

/** The three traces of one program, for tests that say they are one. */
export async function traces(
  program: string | Files,
  format: Format = 'script',
): Promise<Record<Mode, readonly string[]>> {
  const files = typeof program === 'string' ? { main: program } : program
  const of = (mode: Mode) => run(transformAll(files, format, mode), format)
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
