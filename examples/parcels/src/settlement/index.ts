import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface Settlement {
  readonly round: number
  readonly total: number
}

/** The long-running batch job, in a thread of its own. */
export function startSettlement() {
  const worker = new Worker(join(dirname(process.argv[1] ?? ''), 'settlement', 'worker.js'))
  let newest: Settlement = { round: 0, total: 0 }
  worker.on('message', (settlement: Settlement) => {
    newest = settlement
  })
  return {
    book: (cents: number) => worker.postMessage(cents),
    report: () => newest,
    stop: () => worker.terminate(),
  }
}
