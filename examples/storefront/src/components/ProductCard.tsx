import { Link } from 'react-router'
import type { Product } from '../domain/types'
import { useLiveProduct } from '../hooks/useLiveProduct'
import { useMessages } from '../i18n/useMessages'
import { addToCart } from '../store/cart'
import { notify } from '../store/ui'
import { Price } from './Price'
import { ProductArt } from './ProductArt'
import { Rating } from './Rating'
import { StockBadge } from './StockBadge'

interface Props {
  readonly product: Product
}

export function ProductCard({ product }: Props) {
  const { t } = useMessages()
  const { id, name, origin, priceCents, stock, floating, rating } = useLiveProduct(product)

  const add = (): void => {
    addToCart(product, priceCents, 1)
    notify(t('product.added', { name }))
  }

  return (
    <li className="card" data-testid={`product-${id}`}>
      <Link to={`/products/${id}`} data-testid={`open-${id}`}>
        <ProductArt category={product.category} hue={product.hue} />
        <h3>{name}</h3>
      </Link>
      <p className="muted">
        {origin} <Rating value={rating} />
      </p>
      <div className="row">
        <Price cents={priceCents} floating={floating} testId={`price-${id}`} />
        <StockBadge pieces={stock} testId={`stock-${id}`} />
      </div>
      <button type="button" className="button" data-testid={`add-${id}`} disabled={stock === 0} onClick={add}>
        {t('product.add')}
      </button>
    </li>
  )
}
