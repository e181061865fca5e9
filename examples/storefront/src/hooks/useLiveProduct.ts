import type { Product } from '../domain/types'
import { useMarket } from '../store/market'

/** The product with what the feed said last. */
export function useLiveProduct(product: Product): Product {
  const stock = useMarket(market => market.stock[product.id])
  const priceCents = useMarket(market => market.prices[product.id]?.at(-1))
  return { ...product, stock: stock ?? product.stock, priceCents: priceCents ?? product.priceCents }
}
