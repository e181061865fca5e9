const editable = new Set(['INPUT', 'TEXTAREA', 'SELECT'])

export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && editable.has(event.target.tagName)
}

/** @example chordOf(event) // 'alt+g' */
export function chordOf(event: KeyboardEvent): string {
  const modifiers = [event.ctrlKey && 'ctrl', event.altKey && 'alt', event.metaKey && 'meta'].filter(Boolean)
  return [...modifiers, event.key.toLowerCase()].join('+')
}
