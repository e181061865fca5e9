import type { ChangeEvent } from 'react'
import { isRegion, regions } from '../domain/shipping'
import { useMessages } from '../i18n/useMessages'
import { setRegion, useCart } from '../store/cart'

function choose(event: ChangeEvent<HTMLSelectElement>): void {
  const { value } = event.target
  if (isRegion(value)) setRegion(value)
}

export function RegionSelect() {
  const { t } = useMessages()
  const region = useCart(cart => cart.region)
  return (
    <label>
      {t('summary.shipping')}{' '}
      <select data-testid="region" value={region} onChange={choose}>
        {regions.map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  )
}
