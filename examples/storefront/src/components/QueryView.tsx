import type { ReactNode } from 'react'
import { type Query, queries } from '../api/query-cache'
import { useQuery } from '../api/useQuery'
import { Failure } from './Failure'
import { Spinner } from './Spinner'

interface Props<T> {
  readonly query: Query<T>
  readonly children: (data: T) => ReactNode
}

/** Loads, and shows what there is to show meanwhile. */
export function QueryView<T>({ query, children }: Props<T>) {
  const state = useQuery(query)
  switch (state.status) {
    case 'pending':
      return <Spinner />
    case 'failed':
      return <Failure error={state.error} onRetry={() => void queries.retry(query)} />
    case 'ready':
      return children(state.data)
  }
}
