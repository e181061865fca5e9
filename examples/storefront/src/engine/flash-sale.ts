import { lineCents } from '../domain/cart-lines'
import { sumOf } from '../domain/money'
import type { Category, ShopInfo } from '../domain/types'
import { PercentagePromotion } from './percentage'
import type { Basket } from './promotion'

export class FlashSale extends PercentagePromotion {
  readonly #category: Category
  readonly #endsAt: number

  constructor({ category, percent, endsAt }: ShopInfo['flashSale']) {
    super('Flash sale', percent)
    this.#category = category
    this.#endsAt = endsAt
  }

  isOver(now: number): boolean {
    return now >= this.#endsAt
  }

  override discount(basket: Basket): number {
    return this.isOver(basket.now) ? 0 : super.discount(basket)
  }

  protected override eligible(basket: Basket): number {
    const onSale = basket.lines.filter(line => line.category === this.#category)
    return sumOf(onSale, lineCents)
  }
}
