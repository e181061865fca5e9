import { formatDistanceToNow } from 'date-fns'
import { useParams } from 'react-router'
import { orderQuery } from '../../api/endpoints'
import { QueryView } from '../../components/QueryView'
import type { Order } from '../../domain/types'
import { useDocumentTitle } from '../../hooks/useDocumentTitle'
import { useMessages } from '../../i18n/useMessages'
import { Timeline } from './Timeline'

function OrderStatus({ order }: { readonly order: Order }) {
  const { t, money } = useMessages()
  const when = formatDistanceToNow(order.placedAt, { addSuffix: true })
  return (
    <section data-testid="order">
      <h1 data-testid="order-id">{t('order.title', { id: order.id })}</h1>
      <p className="muted">{t('order.placed', { when, name: order.name })}</p>
      <Timeline orderId={order.id} />
      <p>
        {t('summary.total')} <b data-testid="order-total">{money(order.totalCents)}</b>
      </p>
    </section>
  )
}

export default function TrackingPage() {
  const { t } = useMessages()
  const { id = '' } = useParams()
  useDocumentTitle(t('order.title', { id }))
  return <QueryView query={orderQuery(id)}>{order => <OrderStatus order={order} />}</QueryView>
}
