import { memo } from 'react'
import type { Category } from '../domain/types'

const shapes: Record<Category, string> = {
  beans: 'M34 22h32l6 12v44a6 6 0 0 1-6 6H34a6 6 0 0 1-6-6V34zM34 22v12h32V22',
  ground: 'M26 34h48v44a6 6 0 0 1-6 6H32a6 6 0 0 1-6-6zM24 24h52v10H24z',
  pods: 'M30 30h40l-6 24H36zM26 26h48M30 84h40l-6-20H36z',
  gear: 'M34 24h30l8 14-4 42a6 6 0 0 1-6 5H40a6 6 0 0 1-6-5zM70 40h8a6 6 0 0 1 6 6v12a8 8 0 0 1-8 8h-5',
}

interface Props {
  readonly category: Category
  readonly hue: number
}

export const ProductArt = memo(function ProductArt({ category, hue }: Props) {
  return (
    <svg className="art" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="100" height="100" fill={`hsl(${hue} 38% 88%)`} />
      <circle cx="76" cy="26" r="13" fill={`hsl(${hue} 55% 78%)`} />
      <path d="M0 78c14-7 22-7 34 0s22 7 34 0 22-7 32 0v22H0z" fill={`hsl(${hue} 34% 76%)`} />
      <path d={shapes[category]} fill={`hsl(${hue} 42% 38%)`} stroke={`hsl(${hue} 45% 26%)`} strokeWidth="2" />
      <ellipse cx="50" cy="59" rx="9" ry="12" fill={`hsl(${hue} 60% 92%)`} />
      <path d="M50 48q-5 11 0 22" fill="none" stroke={`hsl(${hue} 45% 30%)`} strokeWidth="2" />
    </svg>
  )
})
