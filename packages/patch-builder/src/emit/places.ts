import type * as t from '@babel/types'

/** The scope table's name for what exists only where it stands. */
export function placeName(node: t.Node): string {
  const source =
    node.type === 'ImportExpression'
      ? node.source
      : node.type === 'CallExpression'
        ? (node.arguments[0] as t.Node)
        : undefined
  if (source === undefined) return 'import.meta'
  return source.type === 'StringLiteral' ? `import(${JSON.stringify(source.value)})` : 'import()'
}
