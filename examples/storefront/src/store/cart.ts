import { create } from 'zustand'
import { lineFor, withLine, withoutLine, withQuantity } from '../domain/cart-lines'
import type { CartLine, Product, Region } from '../domain/types'

export interface CartState {
  readonly lines: readonly CartLine[]
  readonly region: Region
  readonly giftWrap: boolean
  readonly voucher: string | null
  /** Until when the shop keeps the pieces aside; null while the cart is empty. */
  readonly reservedUntil: number | null
  readonly reservationMs: number
}

// In memory on purpose: a reload would lose it, and nothing here needs one.
const initial: CartState = {
  lines: [],
  region: 'home',
  giftWrap: false,
  voucher: null,
  reservedUntil: null,
  reservationMs: 600_000,
}

export const useCart = create<CartState>(() => initial)

const setLines = (lines: readonly CartLine[]): void =>
  useCart.setState(cart => ({
    lines,
    reservedUntil: lines.length === 0 ? null : (cart.reservedUntil ?? Date.now() + cart.reservationMs),
  }))

const lines = (): readonly CartLine[] => useCart.getState().lines

export function addToCart(product: Product, unitCents: number, quantity: number): void {
  setLines(withLine(lines(), lineFor(product, unitCents, quantity)))
}

export const setQuantity = (productId: string, quantity: number): void =>
  setLines(withQuantity(lines(), productId, quantity))

export const removeFromCart = (productId: string): void => setLines(withoutLine(lines(), productId))
export const setRegion = (region: Region): void => useCart.setState({ region })
export const setVoucher = (voucher: string | null): void => useCart.setState({ voucher })
export const setReservation = (seconds: number): void => useCart.setState({ reservationMs: seconds * 1000 })
export const clearCart = (): void =>
  useCart.setState({ lines: [], voucher: null, giftWrap: false, reservedUntil: null })

export function extendReservation(): void {
  useCart.setState(cart => ({ reservedUntil: Date.now() + cart.reservationMs }))
}
