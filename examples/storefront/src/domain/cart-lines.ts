import type { CartLine, Product } from './types'

export function withQuantity(lines: readonly CartLine[], productId: string, quantity: number): CartLine[] {
  return lines.map(line => (line.productId === productId ? { ...line, quantity } : line))
}

export function lineFor(product: Product, unitCents: number, quantity: number): CartLine {
  const { id, name, category, weightGrams } = product
  return { productId: id, name, category, weightGrams, unitCents, quantity }
}

export function withLine(lines: readonly CartLine[], added: CartLine): CartLine[] {
  const present = lines.find(line => line.productId === added.productId)
  if (!present) return [...lines, added]
  return withQuantity(lines, added.productId, present.quantity + added.quantity)
}

export function withoutLine(lines: readonly CartLine[], productId: string): CartLine[] {
  return lines.filter(line => line.productId !== productId)
}

export const lineCents = (line: CartLine): number => line.unitCents * line.quantity
export const lineGrams = (line: CartLine): number => line.weightGrams * line.quantity
export const lineItems = (line: CartLine): number => line.quantity
