import { useMemo } from 'react'
import { type CatalogueFilter, selectProducts } from '../domain/catalogue'
import type { Product } from '../domain/types'
import { useMessages } from '../i18n/useMessages'
import { ProductCard } from './ProductCard'

interface Props {
  readonly products: readonly Product[]
  readonly filter: CatalogueFilter
}

export function ProductGrid({ products, filter }: Props) {
  const { t } = useMessages()
  const { text, category, inStock, sort } = filter
  const found = useMemo(
    () => selectProducts(products, { text, category, inStock, sort }),
    [products, text, category, inStock, sort],
  )
  return (
    <>
      <p className="muted" data-testid="found">
        {found.length > 0 ? t('shop.found', { count: found.length }) : t('shop.none')}
      </p>
      <ul className="grid" data-testid="catalogue">
        {found.map(product => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </>
  )
}
