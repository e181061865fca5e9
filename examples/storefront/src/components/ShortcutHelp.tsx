import { toggleHelp, useUi } from '../store/ui'

const rows: readonly (readonly [keys: string, meaning: string])[] = [
  ['/', 'Search'],
  ['Alt+G', 'Gift wrap on or off'],
  ['Alt+C', 'Cart'],
  ['Alt+H', 'Home'],
  ['?', 'This help'],
]

export function ShortcutHelp() {
  const open = useUi(ui => ui.helpOpen)
  if (!open) return null
  return (
    <aside className="help" data-testid="shortcut-help">
      <button type="button" className="link" onClick={toggleHelp} aria-label="Close">
        ×
      </button>
      <dl>
        {rows.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}
