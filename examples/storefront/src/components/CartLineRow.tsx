import { lineCents } from '../domain/cart-lines'
import type { CartLine } from '../domain/types'
import { useMessages } from '../i18n/useMessages'
import { removeFromCart, setQuantity } from '../store/cart'

interface Props {
  readonly line: CartLine
}

export function CartLineRow({ line }: Props) {
  const { t, money } = useMessages()
  const { productId: id } = line
  return (
    <li className="line" data-testid={`line-${id}`}>
      <span className="line-name">{line.name}</span>
      <span className="muted">{money(line.unitCents)}</span>
      <input
        type="number"
        min="1"
        aria-label={line.name}
        data-testid={`quantity-${id}`}
        value={line.quantity}
        onChange={event => setQuantity(id, Number(event.target.value))}
      />
      <b data-testid={`line-total-${id}`}>{money(lineCents(line))}</b>
      <button type="button" className="link" data-testid={`remove-${id}`} onClick={() => removeFromCart(id)}>
        {t('cart.remove')}
      </button>
    </li>
  )
}
