import { useCountdown } from '../hooks/useCountdown'
import { formatClock } from '../i18n/clock'

interface Props {
  readonly deadline: number
  readonly testId: string
}

export function Countdown({ deadline, testId }: Props) {
  const left = useCountdown(deadline)
  return (
    <time className="countdown" data-testid={testId}>
      {formatClock(left)}
    </time>
  )
}
