/** A hook as it is compared. */
export interface Alike {
  readonly kind: string
  /** The variable that holds it, the hook of a library; empty: none. */
  readonly name: string
  /** What it begins with, or does. */
  readonly content: string
}

/** How much speaks for it that both are the same hook; 0: they aren't. State goes on only under its own name, or with its own first value. */
function likeness(a: Alike, b: Alike): number {
  if (a.kind !== b.kind) return 0
  const [isNamed, isSame] = [a.name === b.name, a.content === b.content]
  if (a.kind === 'x' ? !isNamed : 'srfoa'.includes(a.kind) && !isNamed && !isSame) return 0
  return 1 + (isNamed ? 2 : 0) + (isSame ? 2 : 0)
}

/** For each hook of `b`, the position of its counterpart in `a`, or -1: in order, with the greatest likeness in all. */
export function align(a: readonly Alike[], b: readonly Alike[]): number[] {
  const best = [...a, null].map(() => [...b, null].map(() => 0))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  const like = (i: number, j: number) => likeness(a[i] as Alike, b[j] as Alike)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const both = like(i, j) > 0 ? like(i, j) + at(i + 1, j + 1) : 0
      ;(best[i] as number[])[j] = Math.max(both, at(i + 1, j), at(i, j + 1))
    }
  const pairs: number[] = []
  let i = 0
  for (let j = 0; j < b.length; ) {
    if (i === a.length) pairs[j++] = -1
    else if (like(i, j) > 0 && at(i, j) === like(i, j) + at(i + 1, j + 1)) pairs[j++] = i++
    else if (at(i, j) === at(i + 1, j)) i++
    else pairs[j++] = -1
  }
  return pairs
}
