import type { AppliedDiscount } from '../domain/types'
import type { Basket, Promotion } from './promotion'
import { Voucher } from './voucher'

export class PricingEngine {
  readonly #promotions: Promotion[] = []
  readonly #vouchers = new Map<string, Voucher>()

  static normaliseCode(code: string): string {
    return code.trim().toUpperCase()
  }

  add(...promotions: Promotion[]): this {
    this.#promotions.push(...promotions)
    return this
  }

  addVoucher(code: string, percent: number, capCents: number): this {
    const key = PricingEngine.normaliseCode(code)
    this.#vouchers.set(key, new Voucher(key, percent, capCents))
    return this
  }

  /** The code as the shop writes it, or null if there is no such voucher. */
  redeem(code: string): string | null {
    const key = PricingEngine.normaliseCode(code)
    const voucher = this.#vouchers.get(key)
    voucher?.redeem()
    return voucher ? key : null
  }

  discountsFor(basket: Basket, voucherCode: string | null): AppliedDiscount[] {
    return [...this.#activeFor(voucherCode)]
      .map(promotion => ({ label: promotion.label, cents: promotion.discount(basket) }))
      .filter(applied => applied.cents > 0)
  }

  *#activeFor(voucherCode: string | null): Generator<Promotion> {
    yield* this.#promotions
    const voucher = voucherCode === null ? undefined : this.#vouchers.get(voucherCode)
    if (voucher) yield voucher
  }
}
