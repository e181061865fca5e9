import { setTimeout as wait } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { settle } from './totals.js'

/** The nightly job, which takes as long as there are bookings: it goes through all that were ever made, again and again. */
async function run(): Promise<void> {
  const bookings: number[] = []
  parentPort?.on('message', (cents: number) => bookings.push(cents))
  for (let round = 1; ; round++) {
    parentPort?.postMessage({ round, total: settle(bookings) })
    await wait(50)
  }
}

void run()
