import type { Category, Product } from './types'

export type SortKey = 'featured' | 'price-up' | 'price-down' | 'rating' | 'newest'

export interface CatalogueFilter {
  readonly text: string
  readonly category: Category | 'all'
  readonly inStock: boolean
  readonly sort: SortKey
}

export const emptyFilter: CatalogueFilter = { text: '', category: 'all', inStock: false, sort: 'featured' }

type Comparator = (a: Product, b: Product) => number

const comparators: Record<SortKey, Comparator | null> = {
  featured: null,
  'price-up': (a, b) => a.priceCents - b.priceCents,
  'price-down': (a, b) => b.priceCents - a.priceCents,
  rating: (a, b) => b.rating - a.rating,
  newest: (a, b) => b.addedOn.localeCompare(a.addedOn),
}

export const sortKeys = Object.keys(comparators) as SortKey[]
export const categories: readonly CatalogueFilter['category'][] = ['all', 'beans', 'ground', 'pods', 'gear']

const normalise = (text: string): string => text.trim().toLowerCase()

function haystack(product: Product): string {
  return normalise([product.name, product.origin, product.roast ?? '', ...product.notes].join(' '))
}

function matchesText(product: Product, text: string): boolean {
  const hay = haystack(product)
  return normalise(text)
    .split(/\s+/)
    .every(word => hay.includes(word))
}

export function selectProducts(products: readonly Product[], filter: CatalogueFilter): Product[] {
  const found = products.filter(
    product =>
      (filter.category === 'all' || product.category === filter.category) &&
      (!filter.inStock || product.stock > 0) &&
      matchesText(product, filter.text),
  )
  const compare = comparators[filter.sort]
  return compare ? found.sort(compare) : found
}
