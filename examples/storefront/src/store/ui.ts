import { create } from 'zustand'
import type { ShopInfo } from '../domain/types'
import type { Locale } from '../i18n/messages'

export interface Toast {
  readonly id: number
  readonly text: string
}

interface UiState {
  readonly locale: Locale
  readonly helpOpen: boolean
  readonly shortcutsUsed: number
  readonly flashSale: ShopInfo['flashSale'] | null
  readonly toasts: readonly Toast[]
}

export const useUi = create<UiState>(() => ({
  locale: 'en',
  helpOpen: false,
  shortcutsUsed: 0,
  flashSale: null,
  toasts: [],
}))

const TOAST_MS = 4000
let lastToast = 0

export const dismiss = (id: number): void =>
  useUi.setState(({ toasts }) => ({ toasts: toasts.filter(toast => toast.id !== id) }))

export function notify(text: string): void {
  const id = ++lastToast
  useUi.setState(({ toasts }) => ({ toasts: [...toasts, { id, text }] }))
  setTimeout(() => dismiss(id), TOAST_MS)
}

export const setLocale = (locale: Locale): void => useUi.setState({ locale })
export const toggleHelp = (): void => useUi.setState(({ helpOpen }) => ({ helpOpen: !helpOpen }))
