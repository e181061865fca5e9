const formatters = new Map<string, Intl.NumberFormat>()

function formatterFor(locale: string): Intl.NumberFormat {
  let formatter = formatters.get(locale)
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' })
    formatters.set(locale, formatter)
  }
  return formatter
}

/** @example formatMoney(1250, 'en') // '€12.50' */
export function formatMoney(cents: number, locale: string): string {
  return formatterFor(locale).format(cents / 100)
}

export function percentOf(cents: number, percent: number): number {
  return Math.round((cents * percent) / 100)
}

export const sumOf = <T>(items: Iterable<T>, amountOf: (item: T) => number): number => {
  let sum = 0
  for (const item of items) sum += amountOf(item)
  return sum
}
