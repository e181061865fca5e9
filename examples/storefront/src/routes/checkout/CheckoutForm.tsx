import { Field } from '../../components/Field'
import { useQuote } from '../../hooks/useQuote'
import { useMessages } from '../../i18n/useMessages'
import { visibleError } from './form'
import { useCheckout } from './useCheckout'
import type { FieldName } from './validation'

const autoComplete: Record<FieldName, string> = { name: 'name', email: 'email', address: 'street-address' }
const order: readonly FieldName[] = ['name', 'email', 'address']

export function CheckoutForm() {
  const { t } = useMessages()
  const { form, dispatch, submit } = useCheckout(useQuote())
  return (
    <form className="checkout" noValidate onSubmit={submit}>
      <h1>{t('checkout.title')}</h1>
      {order.map(field => (
        <Field
          key={field}
          id={field}
          label={`checkout.${field}`}
          value={form.values[field]}
          error={visibleError(form, field)}
          autoComplete={autoComplete[field]}
          onChange={value => dispatch({ type: 'changed', field, value })}
          onBlur={() => dispatch({ type: 'left', field })}
        />
      ))}
      {form.failure && (
        <p className="error" role="alert" data-testid="checkout-failure">
          {form.failure}
        </p>
      )}
      <button type="submit" className="button" data-testid="place-order" disabled={form.sending}>
        {form.sending ? t('checkout.placing') : t('checkout.place')}
      </button>
    </form>
  )
}
