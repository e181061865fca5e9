import { Worker } from 'node:worker_threads'
import type { CollectedModule } from '@iaso/directory'
import type { Configuration } from '../configuration/index.js'
import type { Release } from '../release/index.js'
import type { Recorded } from '../release/record.js'
import { toExecArgv } from '../release/started.js'

/** What the thread is told. */
export interface CollectRequest {
  /** Absolute. */
  readonly files: readonly string[]
  /** Write the release there and then, and keep the modules: whoever asks has other things to do. */
  readonly record?: { readonly configuration: Configuration; readonly release: Release }
}

export interface Collection {
  readonly modules: readonly CollectedModule[]
  /** What can't be loaded, by file, and why. */
  readonly faults: Readonly<Record<string, string>>
  readonly recorded?: Recorded
}

/**
 * Reads modules as a process reads them that is started with these words of Node's: with its loaders, types stripped. None of them runs; what
 * stands before `@iaso/node` among the words does.
 *
 * @param isBackground the thread doesn't keep the process alive
 */
export function collect(
  request: CollectRequest,
  words: readonly string[],
  root: string,
  isBackground: boolean,
): Promise<Collection> {
  const { NODE_OPTIONS: _, IASO_SERVICE: __, ...env } = process.env
  const thread = new Worker(new URL('./thread.js', import.meta.url), {
    execArgv: toExecArgv(words, root),
    env: { ...env, NODE_OPTIONS: '', IASO_ROOT: root },
    workerData: { iasoCollect: request },
  })
  if (isBackground) thread.unref()
  return new Promise((done, fail) => {
    thread.once('message', done)
    thread.once('error', fail)
    thread.once('exit', code => fail(new Error(`the thread that reads the modules ended with ${code}`)))
  })
}
