export const MAX_PER_LINE = 12

/** What the shop sells of one article in one order. */
export function clampQuantity(quantity: number): number {
  if (!Number.isFinite(quantity)) return 1
  return Math.min(MAX_PER_LINE, Math.max(1, Math.trunc(quantity)))
}
