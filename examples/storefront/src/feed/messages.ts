export interface Tick {
  readonly type: 'tick'
  readonly seq: number
  readonly stock: readonly (readonly [productId: string, pieces: number])[]
  readonly prices: readonly (readonly [productId: string, cents: number])[]
}

export interface Hello {
  readonly type: 'hello'
}

export type FeedMessage = Tick | Hello

function isMessage(value: unknown): value is FeedMessage {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** Null for what a later server may send and this client doesn't know. */
export function parseMessage(data: unknown): FeedMessage | null {
  try {
    const value: unknown = JSON.parse(String(data))
    return isMessage(value) ? value : null
  } catch {
    return null
  }
}
