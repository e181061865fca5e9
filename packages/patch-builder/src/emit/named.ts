import * as t from '@babel/types'
import { takesName } from '@iaso/babel-plugin'

/** A declaration or an assignment names an anonymous function; as an argument, or returned, it would have no name. */
export function named(value: t.Expression, name: string): t.Expression {
  if (!takesName(value)) return value
  const key = t.stringLiteral(name)
  return t.memberExpression(t.objectExpression([t.objectProperty(key, value, true)]), t.cloneNode(key), true)
}
