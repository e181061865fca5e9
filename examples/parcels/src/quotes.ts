/** What a parcel costs, by weight and zone. */
export interface Parcel {
  readonly grams: number
  readonly zone: Zone
}

export enum Zone {
  City = 1,
  Country,
  Abroad,
}

interface Tier {
  readonly upTo: number
  readonly cents: number
}

const TIERS: readonly Tier[] = [
  { upTo: 500, cents: 290 },
  { upTo: 2_000, cents: 490 },
  { upTo: 10_000, cents: 890 },
  { upTo: 31_500, cents: 1690 },
]

const FACTOR: Readonly<Record<Zone, number>> = { [Zone.City]: 1, [Zone.Country]: 1.4, [Zone.Abroad]: 3 }

/** Mistake 01: a parcel of exactly 2,000 g pays for the next tier. */
export function quote({ grams, zone }: Parcel): number {
  const tier = TIERS.find(({ upTo }) => grams < upTo)
  if (!tier) throw new RangeError('too heavy')
  return Math.round(tier.cents * FACTOR[zone])
}
