import { formatMoney } from '../domain/money'
import { useUi } from '../store/ui'
import { catalogues, fallback, type Locale, type MessageKey } from './messages'

type Values = Readonly<Record<string, string | number>>

export function translate(locale: Locale, key: MessageKey, values: Values = {}): string {
  const text = catalogues[locale][key] ?? fallback[key]
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot))
}

export interface Messages {
  readonly locale: Locale
  t(key: MessageKey, values?: Values): string
  money(cents: number): string
}

export function useMessages(): Messages {
  const locale = useUi(ui => ui.locale)
  return {
    locale,
    t: (key, values) => translate(locale, key, values),
    money: cents => formatMoney(cents, locale),
  }
}
