import { fetchShop } from './api/endpoints'
import { FlashSale } from './engine/flash-sale'
import { createFeed } from './feed/createFeed'
import { pricing } from './pricing'
import { router } from './router'
import { createKeyboardShortcuts } from './shortcuts/createKeyboardShortcuts'
import { setReservation, useCart } from './store/cart'
import { useMarket } from './store/market'
import { notify, useUi } from './store/ui'

function feedUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/feed`
}

async function openShop(): Promise<void> {
  const shop = await fetchShop()
  pricing.add(new FlashSale(shop.flashSale))
  setReservation(shop.reservationSeconds)
  useUi.setState({ flashSale: shop.flashSale })
}

/** What runs once a tab, before the first render. */
export function startShop(): void {
  createFeed({ url: feedUrl(window.location), market: useMarket })
  createKeyboardShortcuts({ cart: useCart, navigate: to => router.navigate(to) })
  openShop().catch((error: unknown) => notify(String(error)))
}
