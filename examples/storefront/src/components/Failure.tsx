import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly error: Error
  readonly onRetry: () => void
}

export function Failure({ error, onRetry }: Props) {
  const { t } = useMessages()
  return (
    <section className="notice" role="alert" data-testid="failure">
      <h2>{t('failure.title')}</h2>
      <p>{error.message}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t('failure.retry')}
      </button>
    </section>
  )
}
