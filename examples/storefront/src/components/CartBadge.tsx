import { lineItems } from '../domain/cart-lines'
import { sumOf } from '../domain/money'
import { useCart } from '../store/cart'

export function CartBadge() {
  const items = useCart(cart => sumOf(cart.lines, lineItems))
  return (
    <span className="badge" data-testid="cart-count">
      {items}
    </span>
  )
}
