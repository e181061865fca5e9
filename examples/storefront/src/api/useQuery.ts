import { useEffect, useSyncExternalStore } from 'react'
import { queries, type Query, type QueryState } from './query-cache'

export function useQuery<T>(query: Query<T>): QueryState<T> {
  const state = useSyncExternalStore(queries.subscribe, () => queries.peek(query))

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the query's identity
  useEffect(() => {
    void queries.ensure(query)
  }, [query.key])

  return state
}
