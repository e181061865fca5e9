import { dismiss, useUi } from '../store/ui'

export function Toasts() {
  const toasts = useUi(ui => ui.toasts)
  return (
    <div className="toasts" aria-live="polite">
      {toasts.map(toast => (
        <button type="button" key={toast.id} className="toast" onClick={() => dismiss(toast.id)}>
          {toast.text}
        </button>
      ))}
    </div>
  )
}
