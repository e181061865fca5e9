import { useMessages } from '../i18n/useMessages'
import { useUi } from '../store/ui'
import { Countdown } from './Countdown'

export function FlashBanner() {
  const { t } = useMessages()
  const sale = useUi(ui => ui.flashSale)
  if (!sale) return <div className="flash" />
  return (
    <div className="flash">
      {t('flash.banner', { ...sale })} <Countdown deadline={sale.endsAt} testId="flash-countdown" />
    </div>
  )
}
