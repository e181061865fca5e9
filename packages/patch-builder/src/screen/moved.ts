import type { Element } from './elements.js'

/** Elements of the page that remember what a person did with them, or go on by themselves. */
const REMEMBER = /^"(input|textarea|select|details|dialog|video|audio|iframe|canvas|object|embed)"$/
/** They have no state of their own. */
const PLAIN = /^(?:\w+\.)?(Fragment|StrictMode|Suspense|Profiler|Provider|Consumer)$/

/**
 * Elements that stand at another place than before, so that React makes them anew, with all that is below: it knows an element without a key by
 * its place among its siblings.
 */
export function movedElements(before: readonly Element[], after: readonly Element[]): string[] {
  const lost: Element[] = []
  meet(before, after, lost)
  const still = new Set(all(after).map(({ type }) => type))
  const names = all(lost)
    .filter(({ type }) => still.has(type) && remembers(type))
    .map(({ type }) => (type.startsWith('{') ? type : `<${type.replaceAll('"', '')}>`))
  return [...new Set(names)]
}

/** The elements of one place, then and now. Of several that are alike (`a ? <div/> : <div/>`), each goes on as the one that it loses least with. */
function meet(before: readonly Element[], after: readonly Element[], lost: Element[]): void {
  for (const old of before) {
    const losses = after
      .filter(({ type, key }) => type === old.type && key === old.key)
      .map(twin => {
        const own: Element[] = []
        children(old, twin, own)
        return own
      })
    lost.push(...losses.reduce((least, own) => (own.length < least.length ? own : least), losses[0] ?? [old]))
  }
}

function children(old: Element, next: Element, lost: Element[]): void {
  const keyed = (element: Element) => element.places.flat().filter(({ key }) => key !== '')
  old.places.forEach((place, at) => {
    meet(
      place.filter(({ key }) => key === ''),
      next.places[at] ?? [],
      lost,
    )
  })
  meet(keyed(old), keyed(next), lost)
}

function all(elements: readonly Element[]): Element[] {
  return elements.flatMap(element => [element, ...all(element.places.flat())])
}

function remembers(type: string): boolean {
  return type.startsWith('"') ? REMEMBER.test(type) : !PLAIN.test(type)
}
