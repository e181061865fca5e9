export interface Query<T> {
  readonly key: string
  /** Milliseconds after which a mounted reader loads it again. */
  readonly staleAfter: number
  readonly load: () => Promise<T>
}

export type QueryState<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'ready'; readonly data: T; readonly at: number }
  | { readonly status: 'failed'; readonly error: Error }

const pending: QueryState<never> = { status: 'pending' }

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

export class QueryCache {
  readonly #states = new Map<string, QueryState<unknown>>()
  readonly #flights = new Map<string, Promise<void>>()
  readonly #listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  peek<T>(query: Query<T>): QueryState<T> {
    return (this.#states.get(query.key) as QueryState<T> | undefined) ?? pending
  }

  /** Loads what is missing or stale; readers of the same key share one request. */
  ensure<T>(query: Query<T>): Promise<void> {
    const state = this.peek(query)
    if (state.status === 'ready' && Date.now() - state.at < query.staleAfter) return Promise.resolve()
    return this.#flights.get(query.key) ?? this.#fly(query)
  }

  retry<T>(query: Query<T>): Promise<void> {
    this.#states.delete(query.key)
    this.#notify()
    return this.ensure(query)
  }

  #fly<T>(query: Query<T>): Promise<void> {
    const flight = query
      .load()
      .then(
        data => this.#put(query.key, { status: 'ready', data, at: Date.now() }),
        (reason: unknown) => this.#put(query.key, { status: 'failed', error: asError(reason) }),
      )
      .finally(() => this.#flights.delete(query.key))
    this.#flights.set(query.key, flight)
    return flight
  }

  #put(key: string, state: QueryState<unknown>): void {
    this.#states.set(key, state)
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

export const queries = new QueryCache()
