import type { Job } from './queue.js'

/** Prints a label; the printer wants to be asked twice. */
export async function handle({ kind, parcel, attempts }: Job): Promise<string> {
  await new Promise(done => setTimeout(done, 5))
  if (kind === 'label' && attempts < 2) throw new Error('the printer is warming up')
  return `${kind} ${parcel}`
}
