import { missingToFree } from '../domain/shipping'
import { useQuote } from '../hooks/useQuote'
import { useMessages } from '../i18n/useMessages'
import { useCart } from '../store/cart'
import { RegionSelect } from './RegionSelect'
import { ReservationTimer } from './ReservationTimer'
import { TotalRow } from './TotalRow'
import { VoucherForm } from './VoucherForm'

export function OrderSummary() {
  const { t, money } = useMessages()
  const quote = useQuote()
  const region = useCart(cart => cart.region)
  const reservedUntil = useCart(cart => cart.reservedUntil)
  const missing = missingToFree(quote.subtotal, region)
  return (
    <aside className="summary" data-testid="summary">
      <h2 data-testid="summary-heading">Your order, {quote.items} item</h2>
      {reservedUntil !== null && <ReservationTimer until={reservedUntil} />}
      <TotalRow label={t('summary.subtotal')} cents={quote.subtotal} testId="total-subtotal" />
      {quote.discounts.map(({ label, cents }) => (
        <TotalRow key={label} label={label} cents={-cents} testId={`discount-${label.split(' ')[0]?.toLowerCase()}`} />
      ))}
      <TotalRow label={<RegionSelect />} cents={quote.shipping} testId="total-shipping" />
      <TotalRow label={t('summary.gift')} cents={quote.gift} testId="total-gift" />
      <TotalRow label={t('summary.tax')} cents={quote.tax} testId="total-tax" />
      <TotalRow label={t('summary.total')} cents={quote.total} testId="total-total" strong />
      {missing > 0 && <p className="hint">{t('summary.missing', { amount: money(missing) })}</p>}
      <VoucherForm />
    </aside>
  )
}
