import type { CartLine } from '../domain/types'

export interface Basket {
  readonly lines: readonly CartLine[]
  readonly subtotal: number
  readonly now: number
}

/** A reason to pay less. Instances live as long as the shop is open in the tab. */
export abstract class Promotion {
  readonly #label: string

  constructor(label: string) {
    this.#label = label
  }

  get label(): string {
    return this.#label
  }

  /** Cents off, never negative. */
  abstract discount(basket: Basket): number
}
