import type { Order, OrderRequest, Product, SalesDay, ShopInfo } from '../domain/types'
import { get, post } from './client'
import type { Query } from './query-cache'

export const fetchShop = (): Promise<ShopInfo> => get('/shop')
export const placeOrder = (order: OrderRequest): Promise<Order> => post('/orders', order)

const MINUTE = 60_000

export const productsQuery: Query<Product[]> = {
  key: 'products',
  staleAfter: 5 * MINUTE,
  load: () => get('/products'),
}

export const salesQuery: Query<SalesDay[]> = {
  key: 'sales',
  staleAfter: MINUTE,
  load: () => get('/sales'),
}

export const productQuery = (id: string): Query<Product> => ({
  key: `product:${id}`,
  staleAfter: 5 * MINUTE,
  load: () => get(`/products/${encodeURIComponent(id)}`),
})

export const orderQuery = (id: string): Query<Order> => ({
  key: `order:${id}`,
  staleAfter: MINUTE,
  load: () => get(`/orders/${encodeURIComponent(id)}`),
})
