import { randomUUID } from 'node:crypto'

interface Session {
  readonly user: string
  visits: number
}

/** Who is logged in: in memory, so a restart logs everybody out. */
export class Sessions {
  readonly #byId = new Map<string, Session>()

  login(user: string): string {
    const id = randomUUID()
    this.#byId.set(id, { user, visits: 0 })
    return id
  }

  /** Mistake 02: nobody is told how often they came. */
  greet(id: string | undefined): string | undefined {
    const session = id === undefined ? undefined : this.#byId.get(id)
    if (!session) return undefined
    session.visits += 1
    return `Welcome, ${session.user}`
  }
}
