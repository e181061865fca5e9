import type { MarketStore } from '../store/market'
import { createBackoff } from './backoff'
import { parseMessage, type Tick } from './messages'

export interface FeedOptions {
  readonly url: string
  readonly market: MarketStore
}

export interface Feed {
  close(): void
}

/** Connects once at start-up and stays connected; the closures below live as long as the tab. */
export function createFeed({ url, market }: FeedOptions): Feed {
  const backoff = createBackoff(500, 15_000)
  let socket: WebSocket | null = null
  let closed = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const take = (tick: Tick): void => {
    const { setStock, setPrice, countTick } = market.getState()
    for (const [productId, pieces] of tick.stock) if (pieces) setStock(productId, pieces)
    for (const [productId, cents] of tick.prices) setPrice(productId, cents)
    countTick()
  }

  const onMessage = (event: MessageEvent): void => {
    const message = parseMessage(event.data)
    if (message?.type === 'tick') take(message)
  }

  const onOpen = (): void => {
    backoff.reset()
    market.getState().setStatus('live')
  }

  const onClose = (): void => {
    market.getState().setStatus('offline')
    if (!closed) retry = setTimeout(connect, backoff.next())
  }

  function connect(): void {
    market.getState().setStatus('connecting')
    socket = new WebSocket(url)
    socket.addEventListener('open', onOpen)
    socket.addEventListener('message', onMessage)
    socket.addEventListener('close', onClose)
  }

  connect()

  return {
    close() {
      closed = true
      clearTimeout(retry)
      socket?.close()
    },
  }
}
