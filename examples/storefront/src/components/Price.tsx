import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly cents: number
  readonly floating: boolean
  readonly testId: string
}

export function Price({ cents, floating, testId }: Props) {
  const { t, money } = useMessages()
  return (
    <span className="price" title={floating ? t('product.market') : undefined}>
      <b data-testid={testId}>{money(cents)}</b>
      {floating && <i className="live-dot" />}
    </span>
  )
}
