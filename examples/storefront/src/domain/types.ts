/** Money is always in cents, weight in grams, time in epoch milliseconds. */

export type Category = 'beans' | 'ground' | 'pods' | 'gear'
export type Roast = 'light' | 'medium' | 'dark'
export type Region = 'home' | 'europe' | 'world'

export interface Product {
  readonly id: string
  readonly name: string
  readonly origin: string
  readonly category: Category
  readonly roast: Roast | null
  readonly priceCents: number
  readonly weightGrams: number
  readonly stock: number
  readonly rating: number
  /** Its price follows the market: the feed moves it. */
  readonly floating: boolean
  readonly addedOn: string
  readonly notes: readonly string[]
  readonly description: string
  readonly hue: number
}

export interface CartLine {
  readonly productId: string
  readonly name: string
  readonly category: Category
  /** The price when it was put into the cart: the reservation holds it. */
  readonly unitCents: number
  readonly weightGrams: number
  readonly quantity: number
}

export interface AppliedDiscount {
  readonly label: string
  readonly cents: number
}

export interface Quote {
  readonly items: number
  readonly subtotal: number
  readonly discounts: readonly AppliedDiscount[]
  readonly discount: number
  readonly shipping: number
  readonly gift: number
  readonly tax: number
  readonly total: number
}

export interface ShopInfo {
  readonly name: string
  readonly flashSale: { readonly category: Category; readonly percent: number; readonly endsAt: number }
  readonly reservationSeconds: number
}

export interface OrderRequest {
  readonly name: string
  readonly email: string
  readonly address: string
  readonly region: Region
  readonly lines: readonly Pick<CartLine, 'productId' | 'quantity'>[]
  readonly totalCents: number
}

export interface Order extends OrderRequest {
  readonly id: string
  readonly placedAt: number
}

export interface SalesDay {
  readonly date: string
  readonly orders: number
  readonly revenueCents: number
}
