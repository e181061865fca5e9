import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly pieces: number
  readonly testId: string
}

const LOW = 5

function levelOf(pieces: number): 'none' | 'low' | 'good' {
  if (pieces === 0) return 'none'
  return pieces <= LOW ? 'low' : 'good'
}

export function StockBadge({ pieces, testId }: Props) {
  const { t } = useMessages()
  return (
    <span className={`stock stock-${levelOf(pieces)}`} data-testid={testId}>
      {pieces === 0 ? t('product.soldOut') : t('product.stock', { count: pieces })}
    </span>
  )
}
