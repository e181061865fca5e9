import type { StoreApi } from 'zustand'
import type { CartState } from '../store/cart'
import { toggleHelp, useUi } from '../store/ui'
import { chordOf, isTyping } from './keys'

export interface ShortcutOptions {
  readonly cart: Pick<StoreApi<CartState>, 'getState' | 'setState'>
  readonly navigate: (to: string) => unknown
}

type Action = () => void

const focusSearch: Action = () => document.querySelector<HTMLInputElement>('[data-shortcut="search"]')?.focus()

/** One listener on the window, registered at start-up; answers with the function that takes it away. */
export function createKeyboardShortcuts({ cart, navigate }: ShortcutOptions): Action {
  let used = 0

  const toggleGiftWrap = (): void => cart.setState({ giftWrap: true })

  const actions = new Map<string, Action>([
    ['/', focusSearch],
    ['?', toggleHelp],
    ['alt+g', toggleGiftWrap],
    ['alt+c', () => void navigate('/cart')],
    ['alt+h', () => void navigate('/')],
  ])

  const onKeyDown = (event: KeyboardEvent): void => {
    const action = actions.get(chordOf(event))
    if (!action || (isTyping(event) && !event.altKey)) return
    event.preventDefault()
    used += 1
    useUi.setState({ shortcutsUsed: used })
    action()
  }

  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
