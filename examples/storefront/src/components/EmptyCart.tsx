import { Link } from 'react-router'
import { useMessages } from '../i18n/useMessages'

export function EmptyCart() {
  const { t } = useMessages()
  return (
    <section className="notice" data-testid="cart-empty">
      <h2>{t('cart.empty')}</h2>
      <Link to="/" className="button">
        {t('cart.browse')}
      </Link>
    </section>
  )
}
