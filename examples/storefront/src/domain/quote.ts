import type { PricingEngine } from '../engine/pricing-engine'
import { lineCents, lineGrams, lineItems } from './cart-lines'
import { sumOf } from './money'
import { shippingCost } from './shipping'
import { taxOn } from './tax'
import type { CartLine, Quote, Region } from './types'

export const GIFT_WRAP_CENTS = 350

export interface QuoteInput {
  readonly lines: readonly CartLine[]
  readonly region: Region
  readonly giftWrap: boolean
  readonly voucher: string | null
  readonly now: number
}

export function quoteFor(input: QuoteInput, pricing: PricingEngine): Quote {
  const { lines, region, voucher, now } = input
  const subtotal = sumOf(lines, lineCents)
  const discounts = pricing.discountsFor({ lines, subtotal, now }, voucher)
  const discount = Math.min(
    subtotal,
    sumOf(discounts, applied => applied.cents),
  )
  const shipping = shippingCost(subtotal, sumOf(lines, lineGrams), region)
  const gift = input.giftWrap && lines.length > 0 ? GIFT_WRAP_CENTS : 0
  const net = subtotal - discount + shipping + gift
  const tax = taxOn(net, region)
  return { items: sumOf(lines, lineItems), subtotal, discounts, discount, shipping, gift, tax, total: net + tax }
}
