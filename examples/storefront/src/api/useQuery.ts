import { useEffect, useSyncExternalStore } from 'react'
import { type Query, type QueryState, queries } from './query-cache'

export function useQuery<T>(query: Query<T>): QueryState<T> {
  const state = useSyncExternalStore(queries.subscribe, () => queries.peek(query))

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the query's identity
  useEffect(() => {
    void queries.ensure(query)
  }, [query.key])

  return state
}
