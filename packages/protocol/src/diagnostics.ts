import { TEXTS } from './texts.js'

/** A code is never reused or renumbered. 1xxx: use and files. 2xxx: refusals. 3xxx: edits that need the user's word. 4xxx: functions without a guard. */
export type Code = keyof typeof TEXTS

/**
 * The sentence for a code, with its arguments filled in: by name, or in the order of the text's braces, as the runtime gives them.
 *
 * @example explain('IASO1001', { directory: '.iaso' })
 */
export function explain(code: Code, args: Readonly<Record<string, string>> | readonly string[] = {}): string {
  let position = 0
  return TEXTS[code].replace(
    /\{(\w+)\}/g,
    (whole, name: string) => (Array.isArray(args) ? args[position++] : (args as Record<string, string>)[name]) ?? whole,
  )
}

export function isCode(text: string): text is Code {
  return Object.hasOwn(TEXTS, text)
}

/** A failure that the user can act on. */
export class IasoError extends Error {
  override readonly name = 'IasoError'
  readonly code: Code
  readonly args: Readonly<Record<string, string>>

  constructor(code: Code, args: Readonly<Record<string, string>> = {}) {
    super(`${code} ${explain(code, args)}`)
    this.code = code
    this.args = args
  }
}
