import type { Region } from './types'

interface Tariff {
  readonly baseCents: number
  readonly centsPerKilo: number
  readonly freeFromCents: number
}

const tariffs: Record<Region, Tariff> = {
  home: { baseCents: 490, centsPerKilo: 0, freeFromCents: 4000 },
  europe: { baseCents: 790, centsPerKilo: 150, freeFromCents: 8000 },
  world: { baseCents: 1490, centsPerKilo: 400, freeFromCents: 15000 },
}

export const regions = Object.keys(tariffs) as Region[]

export function isRegion(value: string): value is Region {
  return value in tariffs
}

export function shippingCost(subtotal: number, grams: number, region: Region): number {
  const tariff = tariffs[region]
  if (grams === 0) return 0
  if (subtotal > tariff.freeFromCents) return 0
  const kilos = Math.floor(grams / 1000)
  return tariff.baseCents + kilos * tariff.centsPerKilo
}

/** Cents still missing to free shipping. */
export function missingToFree(subtotal: number, region: Region): number {
  return Math.max(0, tariffs[region].freeFromCents - subtotal)
}
