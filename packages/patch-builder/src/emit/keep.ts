import * as t from '@babel/types'

/** Name of the context that the runtime hands to every part. */
export const CONTEXT = '$c'

/** In a patch script: stands in place of a module's id for what belongs to no module of the release. */
export const OWN = '$own'

/** `$c.keep("key", () => value)`: made once in a client's life. */
export function keep(key: string, value: t.Expression | t.BlockStatement): t.Expression {
  return contextCall('keep', t.stringLiteral(key), t.arrowFunctionExpression([], value))
}

/** `$c.keep("key")`: what an earlier part of the patch has made. */
export function keptBy(key: t.StringLiteral): t.Expression {
  return contextCall('keep', key)
}

export function contextCall(method: string, ...args: t.Expression[]): t.Expression {
  return t.callExpression(t.memberExpression(t.identifier(CONTEXT), t.identifier(method)), args)
}
