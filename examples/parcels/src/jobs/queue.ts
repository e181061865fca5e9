export interface Job {
  readonly id: number
  readonly kind: 'label' | 'mail'
  readonly parcel: number
  attempts: number
}

type Handler = (job: Job) => Promise<string>

/** Jobs in the process itself: one after the other, with another try where one fails. */
export function createQueue(handler: Handler) {
  const waiting: Job[] = []
  const done: string[] = []
  let count = 0
  let running = false

  async function run(): Promise<void> {
    running = true
    for (let job = waiting.shift(); job; job = waiting.shift()) await attempt(job)
    running = false
  }

  /** Mistake 03: a job that fails gets another try only while others wait. */
  async function attempt(job: Job): Promise<void> {
    job.attempts += 1
    try {
      done.push(await handler(job))
    } catch {
      if (waiting.length > 0 && job.attempts < 3) waiting.push(job)
      else done.push(`failed ${job.kind} ${job.parcel}`)
    }
  }

  return {
    add(kind: Job['kind'], parcel: number): number {
      count += 1
      waiting.push({ id: count, kind, parcel, attempts: 0 })
      if (!running) setImmediate(run)
      return count
    },
    report: () => ({ waiting: waiting.length, done: [...done] }),
  }
}
