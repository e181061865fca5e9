import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly value: string
  readonly onChange: (text: string) => void
}

export function SearchField({ value, onChange }: Props) {
  const { t } = useMessages()
  return (
    <input
      type="search"
      className="search"
      data-testid="search"
      data-shortcut="search"
      aria-label={t('shop.search')}
      placeholder={t('shop.search')}
      value={value}
      onChange={event => onChange(event.target.value)}
    />
  )
}
