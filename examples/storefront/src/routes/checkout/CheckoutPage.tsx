import { EmptyCart } from '../../components/EmptyCart'
import { OrderSummary } from '../../components/OrderSummary'
import { useDocumentTitle } from '../../hooks/useDocumentTitle'
import { useMessages } from '../../i18n/useMessages'
import { useCart } from '../../store/cart'
import { CheckoutForm } from './CheckoutForm'

export function CheckoutPage() {
  const { t } = useMessages()
  const empty = useCart(cart => cart.lines.length === 0)
  useDocumentTitle(t('checkout.title'))
  if (empty) return <EmptyCart />
  return (
    <div className="columns">
      <CheckoutForm />
      <OrderSummary />
    </div>
  )
}
