import { Link } from 'react-router'
import { CartLineRow } from '../components/CartLineRow'
import { EmptyCart } from '../components/EmptyCart'
import { OrderSummary } from '../components/OrderSummary'
import { useDocumentTitle } from '../hooks/useDocumentTitle'
import { useMessages } from '../i18n/useMessages'
import { useCart } from '../store/cart'

export function CartPage() {
  const { t } = useMessages()
  const lines = useCart(cart => cart.lines)
  useDocumentTitle(t('cart.title'))
  if (lines.length === 0) return <EmptyCart />
  return (
    <div className="columns">
      <section>
        <h1>{t('cart.title')}</h1>
        <ul className="lines">
          {lines.map(line => (
            <CartLineRow key={line.productId} line={line} />
          ))}
        </ul>
        <Link to="/checkout" className="button" data-testid="to-checkout">
          {t('cart.checkout')}
        </Link>
      </section>
      <OrderSummary />
    </div>
  )
}
