import type { Page } from 'playwright-core'
import { eventually } from './browser.js'

/** The shop as its customers use it. */
export class Shop {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  at(testId: string) {
    return this.page.getByTestId(testId)
  }

  async text(testId: string): Promise<string> {
    return (await this.at(testId).textContent()) ?? ''
  }

  /** Waits until it says so. */
  async says(testId: string, text: string | RegExp): Promise<void> {
    await eventually(() => this.text(testId)).toMatch(text)
  }

  /** In the catalogue. */
  async add(productId: string, times: number): Promise<void> {
    const before = Number(await this.text('cart-count'))
    for (let i = 0; i < times; i++) await this.at(`add-${productId}`).click()
    await this.says('cart-count', new RegExp(`^${before + times}$`))
  }

  async goToCart(): Promise<void> {
    await this.at('nav-cart').click()
    await this.at('summary').waitFor()
  }

  async goToCheckout(): Promise<void> {
    await this.goToCart()
    await this.at('to-checkout').click()
    await this.at('checkout-name').waitFor()
  }

  /** Half a name, with the caret in the middle of it. */
  async typeName(): Promise<void> {
    await this.at('checkout-name').click()
    await this.page.keyboard.type('Ada Lovel')
    for (let i = 0; i < 4; i++) await this.page.keyboard.press('ArrowLeft')
  }

  async redeem(code: string): Promise<void> {
    await this.at('voucher').fill(code)
    await this.at('voucher-apply').click()
  }
}

/** What only this tab has, and a reload would lose. */
export interface Memory {
  readonly timeOrigin: number
  readonly sentinel: unknown
  readonly timers: number
  readonly typed: string
  readonly focus: string | null
  readonly caret: readonly (number | null)[]
  readonly scroll: number
  readonly cart: string
}

export function readMemory(page: Page): Promise<Memory> {
  return page.evaluate(() => {
    const marks = window as unknown as { sentinel: unknown; timers: number[] }
    const field = document.querySelector<HTMLInputElement>('[data-testid=checkout-name]')
    return {
      timeOrigin: performance.timeOrigin,
      sentinel: marks.sentinel,
      timers: marks.timers.length,
      typed: field?.value ?? '',
      focus: document.activeElement?.getAttribute('data-testid') ?? null,
      caret: [field?.selectionStart ?? null, field?.selectionEnd ?? null],
      scroll: window.scrollY,
      cart: document.querySelector('[data-testid=cart-count]')?.textContent ?? '',
    }
  })
}
