import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { useDocumentTitle } from '../../hooks/useDocumentTitle'
import { useMessages } from '../../i18n/useMessages'

export default function OrderLookupPage() {
  const { t } = useMessages()
  const navigate = useNavigate()
  const [number, setNumber] = useState('')
  useDocumentTitle(t('order.lookup'))

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (number.trim()) void navigate(`/orders/${number.trim().toUpperCase()}`)
  }

  return (
    <form className="lookup" onSubmit={submit}>
      <h1>{t('order.lookup')}</h1>
      <input
        aria-label={t('order.number')}
        placeholder="HC-1001"
        data-testid="order-number"
        value={number}
        onChange={event => setNumber(event.target.value)}
      />
      <button type="submit" className="button" data-testid="order-find">
        {t('order.find')}
      </button>
    </form>
  )
}
