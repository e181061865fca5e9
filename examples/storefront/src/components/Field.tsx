import type { MessageKey } from '../i18n/messages'
import { useMessages } from '../i18n/useMessages'

interface Props {
  readonly id: string
  readonly label: MessageKey
  readonly value: string
  readonly error: MessageKey | undefined
  readonly autoComplete: string
  readonly onChange: (value: string) => void
  readonly onBlur: () => void
}

export function Field({ id, label, value, error, autoComplete, onChange, onBlur }: Props) {
  const { t } = useMessages()
  return (
    <label className="field">
      {t(label)}
      <input
        name={id}
        data-testid={`checkout-${id}`}
        autoComplete={autoComplete}
        aria-invalid={error !== undefined}
        value={value}
        onChange={event => onChange(event.target.value)}
        onBlur={onBlur}
      />
      {error && (
        <span className="error" data-testid={`error-${id}`}>
          {t(error)}
        </span>
      )}
    </label>
  )
}
