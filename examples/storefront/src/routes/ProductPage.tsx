import { Link, useParams } from 'react-router'
import { productQuery } from '../api/endpoints'
import { ProductDetails } from '../components/ProductDetails'
import { QueryView } from '../components/QueryView'
import { useMessages } from '../i18n/useMessages'

export function ProductPage() {
  const { t } = useMessages()
  const { id = '' } = useParams()
  return (
    <>
      <Link to="/" className="back">
        ← {t('product.back')}
      </Link>
      <QueryView query={productQuery(id)}>{product => <ProductDetails product={product} />}</QueryView>
    </>
  )
}
