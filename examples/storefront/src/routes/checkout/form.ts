import type { MessageKey } from '../../i18n/messages'
import { type FieldName, validate } from './validation'

export type Values = Readonly<Record<FieldName, string>>

export interface FormState {
  readonly values: Values
  readonly touched: Readonly<Partial<Record<FieldName, boolean>>>
  readonly sending: boolean
  readonly failure: string | null
}

export type FormAction =
  | { readonly type: 'changed'; readonly field: FieldName; readonly value: string }
  | { readonly type: 'left'; readonly field: FieldName }
  | { readonly type: 'refused' }
  | { readonly type: 'sent' }
  | { readonly type: 'failed'; readonly reason: string }

export const emptyForm: FormState = {
  values: { name: '', email: '', address: '' },
  touched: {},
  sending: false,
  failure: null,
}

export function formReducer(state: FormState, action: FormAction): FormState {
  switch (action.type) {
    case 'changed':
      return { ...state, values: { ...state.values, [action.field]: action.value } }
    case 'left':
      return { ...state, touched: { ...state.touched, [action.field]: true } }
    case 'refused':
      return { ...state, touched: { name: true, email: true, address: true } }
    case 'sent':
      return { ...state, sending: true, failure: null }
    case 'failed':
      return { ...state, sending: false, failure: action.reason }
  }
}

/** Only what the customer has already been at. */
export function visibleError(state: FormState, field: FieldName): MessageKey | undefined {
  return state.touched[field] ? validate(state.values)[field] : undefined
}
