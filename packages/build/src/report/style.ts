/** Paints a word, or leaves it alone where there is no terminal. */
export type Paint = (style: 'good' | 'bad' | 'warn' | 'dim' | 'strong', text: string) => string

export const plain: Paint = (_style, text) => text

const CODES = { good: 32, bad: 31, warn: 33, dim: 2, strong: 1 } as const

/** ANSI colours. */
export const coloured: Paint = (style, text) => `\x1b[${CODES[style]}m${text}\x1b[0m`

export const STYLE = { live: 'good', 'new-only': 'warn', 'no-effect': 'warn', suspect: 'warn', refused: 'bad' } as const

/** Lines of at most `width` characters; a word that is longer stands on its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
