/** Dice's coefficient over the words of two shapes, counted: 0 nothing in common, 1 the same words. */
export function similarity(a: string, b: string): number {
  const words = { a: wordsOf(a), b: wordsOf(b) }
  const counts = new Map<string, number>()
  for (const word of words.a) counts.set(word, (counts.get(word) ?? 0) + 1)
  let common = 0
  for (const word of words.b) {
    const count = counts.get(word) ?? 0
    if (count === 0) continue
    counts.set(word, count - 1)
    common++
  }
  return (2 * common) / (words.a.length + words.b.length || 1)
}

/** Names and literals, not the grammar around them, which any two functions share. */
function wordsOf(shape: string): string[] {
  return shape.match(/"[^"]*"|[cgim]:[\w$:./@-]+/g) ?? []
}
