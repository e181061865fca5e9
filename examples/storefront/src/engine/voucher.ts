import { PercentagePromotion } from './percentage'
import type { Basket } from './promotion'

export class Voucher extends PercentagePromotion {
  readonly #capCents: number
  #uses = 0

  constructor(label: string, percent: number, capCents: number) {
    super(label, percent)
    this.#capCents = capCents
  }

  get uses(): number {
    return this.#uses
  }

  redeem(): void {
    this.#uses += 1
  }

  override get label(): string {
    return `${super.label} (up to €${this.#capCents / 100})`
  }

  override discount(basket: Basket): number {
    return super.discount(basket)
  }
}
