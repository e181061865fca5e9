import { useMessages } from '../i18n/useMessages'
import { useMarket } from '../store/market'

export function FeedStatus() {
  const { t } = useMessages()
  const status = useMarket(market => market.status)
  const ticks = useMarket(market => market.ticks)
  return (
    <span className={`feed feed-${status}`}>
      <i />
      <span data-testid="feed-status" data-status={status}>
        {t(`feed.${status}`)}
      </span>
      <b data-testid="feed-ticks">{ticks}</b>
    </span>
  )
}
