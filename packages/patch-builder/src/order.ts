/** What is led to comes before what leads there; in a cycle, what is asked for last comes first. */
export function postOrder(roots: readonly string[], next: (path: string) => readonly string[]): string[] {
  const done = new Set<string>()
  const order: string[] = []
  const visit = (path: string): void => {
    if (done.has(path)) return
    done.add(path)
    for (const each of next(path)) visit(each)
    order.push(path)
  }
  roots.forEach(visit)
  return order
}
