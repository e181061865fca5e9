import { format, parseISO } from 'date-fns'
import type { SalesDay } from '../../domain/types'
import { useMessages } from '../../i18n/useMessages'
import { movingAverage } from './metrics'
import { linear, ticks } from './scale'

interface Props {
  readonly days: readonly SalesDay[]
}

const box = { width: 720, height: 260, left: 64, bottom: 28, top: 12 }

export function RevenueChart({ days }: Props) {
  const { money } = useMessages()
  const values = days.map(day => day.revenueCents)
  const max = Math.max(...values)
  const x = linear(0, days.length, box.left, box.width)
  const y = linear(0, max, box.height - box.bottom, box.top)
  const barWidth = (box.width - box.left) / days.length - 4
  const trend = movingAverage(values, 7).map((value, index) => `${x(index) + barWidth / 2},${y(value)}`)
  return (
    <svg className="chart" viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-label="Revenue by day">
      {[...ticks(max)].map(tick => (
        <g key={tick}>
          <line x1={box.left} x2={box.width} y1={y(tick)} y2={y(tick)} />
          <text x={box.left - 8} y={y(tick) + 4} textAnchor="end">
            {money(tick)}
          </text>
        </g>
      ))}
      {days.map((day, index) => (
        <rect key={day.date} x={x(index)} y={y(day.revenueCents)} width={barWidth} height={y(0) - y(day.revenueCents)}>
          <title>{`${format(parseISO(day.date), 'd MMMM')}: ${money(day.revenueCents)}`}</title>
        </rect>
      ))}
      <polyline points={trend.join(' ')} />
      {days.map((day, index) =>
        index % 5 === 0 ? (
          <text key={day.date} x={x(index)} y={box.height - 8}>
            {format(parseISO(day.date), 'd MMM')}
          </text>
        ) : null,
      )}
    </svg>
  )
}
