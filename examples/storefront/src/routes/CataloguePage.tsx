import { useReducer } from 'react'
import { productsQuery } from '../api/endpoints'
import { FilterBar } from '../components/FilterBar'
import { ProductGrid } from '../components/ProductGrid'
import { QueryView } from '../components/QueryView'
import { SearchField } from '../components/SearchField'
import { emptyFilter } from '../domain/catalogue'
import { useDebounced } from '../hooks/useDebounced'
import { useDocumentTitle } from '../hooks/useDocumentTitle'
import { useMessages } from '../i18n/useMessages'
import { filterReducer } from './catalogueReducer'

export function CataloguePage() {
  const { t } = useMessages()
  const [filter, dispatch] = useReducer(filterReducer, emptyFilter)
  const text = useDebounced(filter.text, 120)
  useDocumentTitle(t('nav.shop'))
  return (
    <>
      <section className="hero">
        <h1>{t('shop.title')}</h1>
        <p>{t('shop.lead')}</p>
        <SearchField value={filter.text} onChange={typed => dispatch({ type: 'text', text: typed })} />
      </section>
      <FilterBar filter={filter} dispatch={dispatch} />
      <QueryView query={productsQuery}>
        {products => <ProductGrid products={products} filter={{ ...filter, text }} />}
      </QueryView>
    </>
  )
}
