import { useMessages } from '../i18n/useMessages'
import { setLocale, toggleHelp, useUi } from '../store/ui'

const next = { en: 'de', de: 'en' } as const

export function Footer() {
  const { t, locale } = useMessages()
  const used = useUi(ui => ui.shortcutsUsed)
  return (
    <footer className="footer">
      <button type="button" className="link" onClick={toggleHelp}>
        {t('footer.shortcuts')} (<span data-testid="shortcuts-used">{used}</span>)
      </button>
      <span>An example of the Iaso project. Nothing here is for sale.</span>
      <button type="button" className="link" data-testid="locale" onClick={() => setLocale(next[locale])}>
        {next[locale].toUpperCase()}
      </button>
    </footer>
  )
}
