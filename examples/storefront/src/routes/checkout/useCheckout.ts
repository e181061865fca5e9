import { type FormEvent, useReducer } from 'react'
import { useNavigate } from 'react-router'
import { placeOrder } from '../../api/endpoints'
import type { OrderRequest, Quote } from '../../domain/types'
import { clearCart, useCart } from '../../store/cart'
import { emptyForm, formReducer, type Values } from './form'
import { isValid } from './validation'

function orderFrom(values: Values, quote: Quote): OrderRequest {
  const { lines, region } = useCart.getState()
  const wanted = lines.map(({ productId, quantity }) => ({ productId, quantity }))
  return { ...values, region, lines: wanted, totalCents: quote.total }
}

export function useCheckout(quote: Quote) {
  const [form, dispatch] = useReducer(formReducer, emptyForm)
  const navigate = useNavigate()

  const send = async (): Promise<void> => {
    dispatch({ type: 'sent' })
    try {
      const order = await placeOrder(orderFrom(form.values, quote))
      clearCart()
      await navigate(`/orders/${order.id}`)
    } catch (error) {
      dispatch({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isValid(form.values)) void send()
    else dispatch({ type: 'refused' })
  }

  return { form, dispatch, submit }
}
