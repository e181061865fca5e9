import { type QuoteInput, quoteFor } from '../domain/quote'
import type { Quote } from '../domain/types'
import { pricing } from '../pricing'
import { useCart } from '../store/cart'

/** Computed at every render: a cart is short, and the flash sale ends while one looks at it. */
export function useQuote(): Quote {
  const { lines, region, giftWrap, voucher } = useCart()
  const input: QuoteInput = { lines, region, giftWrap, voucher, now: Date.now() }
  return quoteFor(input, pricing)
}
