import { sumOf } from '../../domain/money'
import type { SalesDay } from '../../domain/types'

export const revenueOf = (days: readonly SalesDay[]): number => sumOf(days, day => day.revenueCents)
export const ordersOf = (days: readonly SalesDay[]): number => sumOf(days, day => day.orders)

/** Cents. */
export function averageOrder(days: readonly SalesDay[]): number {
  return Math.round(revenueOf(days) / days.length)
}

export function bestDay(days: readonly SalesDay[]): SalesDay | undefined {
  return [...days].sort((a, b) => b.revenueCents - a.revenueCents)[0]
}

/** Mean of each day and the days before it. */
export function movingAverage(values: readonly number[], width: number): number[] {
  return values.map((_, index) => {
    const slice = values.slice(Math.max(0, index - width + 1), index + 1)
    return sumOf(slice, value => value) / slice.length
  })
}
