import { Link } from 'react-router'
import { useMessages } from '../i18n/useMessages'
import { CartBadge } from './CartBadge'
import { FeedStatus } from './FeedStatus'
import { Logo } from './Logo'
import { NavItem } from './NavItem'

export function Header() {
  const { t } = useMessages()
  return (
    <header className="header">
      <Link to="/" className="brand" data-testid="nav-home">
        <Logo />
        Harbour Coffee
      </Link>
      <nav className="nav">
        <NavItem to="/" testId="nav-shop" label={t('nav.shop')} />
        <NavItem to="/orders" testId="nav-orders" label={t('nav.orders')} />
        <NavItem to="/dashboard" testId="nav-dashboard" label={t('nav.dashboard')} />
      </nav>
      <FeedStatus />
      <Link to="/cart" className="cart-link" data-testid="nav-cart">
        {t('nav.cart')} <CartBadge />
      </Link>
    </header>
  )
}
