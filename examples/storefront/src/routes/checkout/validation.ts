import type { MessageKey } from '../../i18n/messages'

export type FieldName = 'name' | 'email' | 'address'
export type Errors = Partial<Record<FieldName, MessageKey>>
type Rule = (value: string) => MessageKey | undefined

const required: Rule = value => (value.trim() === '' ? 'error.required' : undefined)
const email: Rule = value => (/^\S+@\S+\.\S+$/.test(value) ? undefined : 'error.email')
const longerThan =
  (length: number): Rule =>
  value =>
    value.trim().length > length ? undefined : 'error.short'

const rules: Record<FieldName, readonly Rule[]> = {
  name: [required, longerThan(2)],
  email: [required, email],
  address: [required, longerThan(8)],
}

export const fieldNames = Object.keys(rules) as FieldName[]

function firstError(field: FieldName, value: string): MessageKey | undefined {
  for (const rule of rules[field]) {
    const error = rule(value)
    if (error) return error
  }
}

export function validate(values: Readonly<Record<FieldName, string>>): Errors {
  const errors: Errors = {}
  for (const field of fieldNames) {
    const error = firstError(field, values[field])
    if (error) errors[field] = error
  }
  return errors
}

export const isValid = (values: Readonly<Record<FieldName, string>>): boolean =>
  Object.keys(validate(values)).length === 0
