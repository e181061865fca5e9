import type { Dispatch } from 'react'
import { type CatalogueFilter, categories, type SortKey, sortKeys } from '../domain/catalogue'
import { useMessages } from '../i18n/useMessages'
import type { FilterAction } from '../routes/catalogueReducer'

interface Props {
  readonly filter: CatalogueFilter
  readonly dispatch: Dispatch<FilterAction>
}

export function FilterBar({ filter, dispatch }: Props) {
  const { t } = useMessages()
  return (
    <div className="filters">
      <div className="tabs">
        {categories.map(category => (
          <button
            type="button"
            key={category}
            aria-pressed={filter.category === category}
            data-testid={`category-${category}`}
            onClick={() => dispatch({ type: 'category', category })}
          >
            {category}
          </button>
        ))}
      </div>
      <label>
        <input
          type="checkbox"
          data-testid="in-stock"
          checked={filter.inStock}
          onChange={() => dispatch({ type: 'inStock' })}
        />
        {t('shop.inStock')}
      </label>
      <select
        aria-label="Sort"
        data-testid="sort"
        value={filter.sort}
        onChange={event => dispatch({ type: 'sort', sort: event.target.value as SortKey })}
      >
        {sortKeys.map(key => (
          <option key={key}>{key}</option>
        ))}
      </select>
    </div>
  )
}
