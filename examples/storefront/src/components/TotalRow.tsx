import type { ReactNode } from 'react'
import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly label: ReactNode
  readonly cents: number
  readonly testId: string
  readonly strong?: boolean
}

export function TotalRow({ label, cents, testId, strong = false }: Props) {
  const { money } = useMessages()
  return (
    <div className={strong ? 'total total-strong' : 'total'}>
      <span>{label}</span>
      <span data-testid={testId}>{money(cents)}</span>
    </div>
  )
}
