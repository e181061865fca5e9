import * as t from '@babel/types'
import { type Carried, splitMarkers } from '../carried.js'

/** In a patch script: the address of the folder with the files that travel with it. */
export const FOLDER = '$folder'

/**
 * Puts addresses where files are meant.
 *
 * @returns whether one of them is in the patch's own folder
 */
export function placeFiles(parts: readonly t.Expression[], carried: Carried | undefined): boolean {
  let travels = false
  if (carried === undefined) return false
  const address = (name: string): t.Expression => {
    const place = carried.place(name)
    if ('address' in place) return t.stringLiteral(place.address)
    travels = true
    return t.binaryExpression('+', t.identifier(FOLDER), t.stringLiteral(place.travels))
  }
  const placed = (node: t.Node): t.Node | undefined => {
    if (node.type === 'StringLiteral') return join(splitMarkers(node.value), address)
    return node.type === 'TemplateLiteral' ? placedTemplate(node, address) : undefined
  }
  for (const part of parts) replaceWithin(part, placed)
  return travels
}

/** `"a" + address + "b"` */
function join(texts: readonly string[], address: (name: string) => t.Expression): t.Expression | undefined {
  if (texts.length === 1) return undefined
  const parts = texts.flatMap((text, at) => (at % 2 === 1 ? address(text) : text === '' ? [] : t.stringLiteral(text)))
  return parts.reduce((left, right) => t.binaryExpression('+', left, right))
}

function placedTemplate(
  { quasis, expressions }: t.TemplateLiteral,
  address: (name: string) => t.Expression,
): t.TemplateLiteral | undefined {
  const texts = quasis.map(({ value }) => splitMarkers(value.raw))
  if (texts.every(({ length }) => length === 1)) return undefined
  const within: t.Expression[] = []
  const around: string[] = []
  texts.forEach((parts, at) => {
    for (const [index, part] of parts.entries())
      if (index % 2 === 1) within.push(address(part))
      else around.push(part)
    if (at < expressions.length) within.push(expressions[at] as t.Expression)
  })
  return t.templateLiteral(
    around.map((raw, at) => t.templateElement({ raw }, at === around.length - 1)),
    within,
  )
}

function replaceWithin(node: t.Node, replacement: (node: t.Node) => t.Node | undefined): void {
  for (const key of t.VISITOR_KEYS[node.type] ?? []) {
    const fields = node as unknown as Record<string, t.Node | (t.Node | null)[] | null>
    const child = fields[key]
    if (Array.isArray(child))
      child.forEach((each, at) => {
        const found = each && replacement(each)
        if (found) child[at] = found
        if (each) replaceWithin(found ?? each, replacement)
      })
    else if (child) {
      const found = replacement(child)
      if (found) fields[key] = found
      replaceWithin(found ?? child, replacement)
    }
  }
}
