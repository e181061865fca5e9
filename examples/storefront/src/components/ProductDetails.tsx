import { formatDistance } from 'date-fns'
import { useState } from 'react'
import { clampQuantity, MAX_PER_LINE } from '../domain/quantity'
import type { Product } from '../domain/types'
import { useDocumentTitle } from '../hooks/useDocumentTitle'
import { useLiveProduct } from '../hooks/useLiveProduct'
import { useMessages } from '../i18n/useMessages'
import { addToCart } from '../store/cart'
import { selectHistory, useMarket } from '../store/market'
import { notify } from '../store/ui'
import { Price } from './Price'
import { ProductArt } from './ProductArt'
import { Rating } from './Rating'
import { Sparkline } from './Sparkline'
import { StockBadge } from './StockBadge'

interface Props {
  readonly product: Product
}

export function ProductDetails({ product }: Props) {
  const { t } = useMessages()
  const { id, name, priceCents, stock, floating } = useLiveProduct(product)
  const history = useMarket(selectHistory(id))
  const [quantity, setQuantity] = useState(1)
  useDocumentTitle(name)

  const add = (): void => {
    addToCart(product, priceCents, quantity)
    notify(t('product.added', { name }))
  }

  return (
    <article className="details">
      <ProductArt category={product.category} hue={product.hue} />
      <div>
        <h1>{name}</h1>
        <p className="muted">
          {product.origin} · {product.weightGrams} g · <Rating value={product.rating} />
        </p>
        <p>{product.description}</p>
        <p className="notes">
          {product.notes.map(note => (
            <span key={note}>{note}</span>
          ))}
        </p>
        <p className="muted">In the range for {formatDistance(new Date(product.addedOn), Date.now())}</p>
        <div className="row">
          <Price cents={priceCents} floating={floating} testId="details-price" />
          <StockBadge pieces={stock} testId="details-stock" />
          {history.length > 1 && <Sparkline values={history} />}
        </div>
        <div className="row buy">
          <input
            type="number"
            min="1"
            max={MAX_PER_LINE}
            aria-label="Quantity"
            data-testid="details-quantity"
            value={quantity}
            onChange={event => setQuantity(clampQuantity(event.target.valueAsNumber))}
          />
          <button type="button" className="button" data-testid="details-add" disabled={stock === 0} onClick={add}>
            {t('product.add')}
          </button>
        </div>
      </div>
    </article>
  )
}
