import { sumOf } from '../domain/money'
import type { CartLine, Category } from '../domain/types'
import { type Basket, Promotion } from './promotion'

/** Every n-th piece of an article is free. */
export class MultiBuy extends Promotion {
  readonly #category: Category
  readonly #size: number

  constructor(category: Category, size: number) {
    super(`Every ${size}th bag free`)
    this.#category = category
    this.#size = size
  }

  override discount(basket: Basket): number {
    return sumOf(basket.lines, line => (this.#covers(line) ? line.unitCents * this.#freePieces(line) : 0))
  }

  #covers(line: CartLine): boolean {
    return line.category === this.#category
  }

  #freePieces(line: CartLine): number {
    return Math.floor((line.quantity - 1) / this.#size)
  }
}
