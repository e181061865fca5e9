import type { Region } from './types'

const ratePercent: Record<Region, number> = { home: 8.1, europe: 7, world: 0 }

export const taxRate = (region: Region): number => ratePercent[region]

export function taxOn(cents: number, region: Region): number {
  return Math.floor((cents * taxRate(region)) / 100)
}
