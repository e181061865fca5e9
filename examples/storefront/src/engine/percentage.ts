import { percentOf } from '../domain/money'
import { type Basket, Promotion } from './promotion'

export class PercentagePromotion extends Promotion {
  readonly #percent: number

  constructor(label: string, percent: number) {
    super(label)
    this.#percent = percent
  }

  override get label(): string {
    return `${super.label} −${this.#percent}%`
  }

  override discount(basket: Basket): number {
    return percentOf(this.eligible(basket), this.#percent)
  }

  protected eligible(basket: Basket): number {
    return basket.subtotal
  }
}
