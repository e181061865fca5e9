import { Link } from 'react-router'
import { useDocumentTitle } from '../hooks/useDocumentTitle'
import { useMessages } from '../i18n/useMessages'

export function NotFoundPage() {
  const { t } = useMessages()
  useDocumentTitle(t('notFound.title'))
  return (
    <section className="notice" data-testid="not-found">
      <h2>{t('notFound.title')}</h2>
      <Link to="/" className="button">
        {t('product.back')}
      </Link>
    </section>
  )
}
