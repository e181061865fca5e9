import { type FormEvent, useState } from 'react'
import { useMessages } from '../i18n/useMessages'
import { pricing } from '../pricing'
import { setVoucher, useCart } from '../store/cart'
import { notify } from '../store/ui'

export function VoucherForm() {
  const { t } = useMessages()
  const voucher = useCart(cart => cart.voucher)
  const [code, setCode] = useState('')

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const known = pricing.redeem(code)
    if (known) setVoucher(known)
    else notify(t('voucher.unknown'))
    setCode('')
  }

  return (
    <form className="voucher" onSubmit={submit}>
      <input
        aria-label={t('voucher.label')}
        placeholder={voucher ?? t('voucher.label')}
        data-testid="voucher"
        value={code}
        onChange={event => setCode(event.target.value)}
      />
      <button type="submit" className="button button-quiet" data-testid="voucher-apply">
        {t('voucher.apply')}
      </button>
    </form>
  )
}
