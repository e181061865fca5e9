import { memo } from 'react'

interface Props {
  readonly values: readonly number[]
}

const WIDTH = 120
const HEIGHT = 32

function pointsOf(values: readonly number[]): string {
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const step = WIDTH / Math.max(1, values.length - 1)
  return values.map((value, index) => `${index * step},${HEIGHT - ((value - low) / span) * HEIGHT}`).join(' ')
}

export const Sparkline = memo(function Sparkline({ values }: Props) {
  return (
    <svg className="sparkline" viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`} aria-hidden="true">
      <polyline points={pointsOf(values)} />
    </svg>
  )
})
