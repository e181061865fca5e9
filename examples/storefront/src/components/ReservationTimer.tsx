import { useReservation } from '../hooks/useReservation'
import { formatClock } from '../i18n/clock'
import { useMessages } from '../i18n/useMessages'
import { clearCart, extendReservation } from '../store/cart'

interface Props {
  readonly until: number
}

export function ReservationTimer({ until }: Props) {
  const { t } = useMessages()
  const left = useReservation(until, clearCart)
  return (
    <p className="reservation">
      {t('cart.reserved')}{' '}
      <time className="countdown" data-testid="reservation-timer">
        {formatClock(left)}
      </time>
      <button type="button" className="link" data-testid="reservation-extend" onClick={extendReservation}>
        {t('cart.extend')}
      </button>
    </p>
  )
}
