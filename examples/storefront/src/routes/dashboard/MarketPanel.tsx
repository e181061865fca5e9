import { Sparkline } from '../../components/Sparkline'
import { useMessages } from '../../i18n/useMessages'
import { useMarket } from '../../store/market'

export function MarketPanel() {
  const { t, money } = useMessages()
  const prices = useMarket(market => market.prices)
  return (
    <section className="market">
      <h2>{t('dashboard.market')}</h2>
      {Object.entries(prices).map(([productId, history]) => (
        <div key={productId} className="row">
          <span>{productId.replaceAll('-', ' ')}</span>
          <Sparkline values={history} />
          <b data-testid={`market-${productId}`}>{money(history.at(-1) ?? 0)}</b>
        </div>
      ))}
    </section>
  )
}
