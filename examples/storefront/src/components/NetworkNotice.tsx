import { useOnline } from '../hooks/useOnline'
import { useMessages } from '../i18n/useMessages'

export function NetworkNotice() {
  const { t } = useMessages()
  const online = useOnline()
  return online ? null : <output className="offline">{t('network.offline')}</output>
}
