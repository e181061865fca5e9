import { create } from 'zustand'

export type FeedStatus = 'connecting' | 'live' | 'offline'

export interface MarketState {
  readonly status: FeedStatus
  readonly ticks: number
  readonly stock: Readonly<Record<string, number>>
  readonly prices: Readonly<Record<string, readonly number[]>>
  setStatus(status: FeedStatus): void
  setStock(productId: string, pieces: number): void
  setPrice(productId: string, cents: number): void
  countTick(): void
}

const HISTORY = 24
const none: readonly number[] = []

export const useMarket = create<MarketState>(set => ({
  status: 'connecting',
  ticks: 0,
  stock: {},
  prices: {},
  setStatus: status => set({ status }),
  setStock: (productId, pieces) => set(market => ({ stock: { ...market.stock, [productId]: pieces } })),
  setPrice: (productId, cents) =>
    set(market => {
      const history = [...(market.prices[productId] ?? none), cents].slice(-HISTORY)
      return { prices: { ...market.prices, [productId]: history } }
    }),
  countTick: () => set(market => ({ ticks: market.ticks + 1 })),
}))

export type MarketStore = typeof useMarket

export const selectHistory =
  (productId: string) =>
  (market: MarketState): readonly number[] =>
    market.prices[productId] ?? none
