import type { CatalogueFilter, SortKey } from '../domain/catalogue'

export type FilterAction =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'category'; readonly category: CatalogueFilter['category'] }
  | { readonly type: 'sort'; readonly sort: SortKey }
  | { readonly type: 'inStock' }

export function filterReducer(filter: CatalogueFilter, action: FilterAction): CatalogueFilter {
  switch (action.type) {
    case 'text':
      return { ...filter, text: action.text }
    case 'category':
      return { ...filter, category: action.category }
    case 'sort':
      return { ...filter, sort: action.sort }
    case 'inStock':
      return { ...filter, inStock: !filter.inStock }
  }
}
