import { format, parseISO } from 'date-fns'
import { salesQuery } from '../../api/endpoints'
import { QueryView } from '../../components/QueryView'
import type { SalesDay } from '../../domain/types'
import { useDocumentTitle } from '../../hooks/useDocumentTitle'
import { useMessages } from '../../i18n/useMessages'
import styles from './dashboard.module.css'
import { MarketPanel } from './MarketPanel'
import { averageOrder, bestDay, ordersOf, revenueOf } from './metrics'
import { RevenueChart } from './RevenueChart'
import { StatTile } from './StatTile'

function Figures({ days }: { readonly days: readonly SalesDay[] }) {
  const { t, money } = useMessages()
  const best = bestDay(days)
  return (
    <>
      <div className={styles['tiles']}>
        <StatTile label={t('dashboard.revenue')} value={money(revenueOf(days))} testId="dashboard-revenue" />
        <StatTile label={t('dashboard.orders')} value={String(ordersOf(days))} testId="dashboard-orders" />
        <StatTile label={t('dashboard.average')} value={money(averageOrder(days))} testId="dashboard-average" />
        {best && (
          <StatTile
            label={t('dashboard.best')}
            value={format(parseISO(best.date), 'EEEE d MMM')}
            testId="dashboard-best"
          />
        )}
      </div>
      <RevenueChart days={days} />
    </>
  )
}

export default function DashboardPage() {
  const { t } = useMessages()
  useDocumentTitle(t('nav.dashboard'))
  return (
    <div className={styles['dashboard']} data-testid="dashboard">
      <h1>{t('dashboard.title')}</h1>
      <QueryView query={salesQuery}>{days => <Figures days={days} />}</QueryView>
      <MarketPanel />
    </div>
  )
}
