import * as t from '@babel/types'
import type { Extension } from '../compare/extensions.js'

/** How code in a patch reaches a variable that isn't its own. */
export interface Access {
  read(): t.Expression
  /** An expression that assigns and has the value assigned; absent: it can't be assigned. */
  readonly write?: (value: t.Expression) => t.Expression
  /** An expression that can stand wherever the variable can, as a target too. */
  readonly target?: () => t.LVal
}

/** Through the functions that a guard or a scope table hands out. */
export function throughFunctions(getter: () => t.Expression, setter?: () => t.Expression): Access {
  const read = () => t.callExpression(getter(), [])
  if (setter === undefined) return { read }
  const write = (value: t.Expression) => t.callExpression(setter(), [value])
  return { read, write, target: () => accessorTarget(read(), write) }
}

/** A constant of the patch, or a parameter of the implementation. */
export function byName(name: string): Access {
  return { read: () => t.identifier(name) }
}

/** What is kept of a declaration: the value, `{ v }`, or an object with the names of a pattern. */
export function within(
  { mutable, names }: Pick<Extension, 'mutable' | 'names'>,
  name: string,
  kept: () => t.Expression,
  isLate: boolean,
): Access {
  const member = (object: t.Expression, key: string) => t.memberExpression(object, t.identifier(key))
  const whole = () => (mutable || isLate ? member(kept(), 'v') : kept())
  const read = () => (names.length > 1 ? member(whole(), name) : whole())
  if (!mutable) return { read }
  const target = () => read() as t.MemberExpression
  return { read, write: value => t.assignmentExpression('=', target(), value), target }
}

/** `({ get v() { return read }, set v(n) { write } }).v`: for `x++`, `[x] = …`, `for (x of …)`. */
export function accessorTarget(read: t.Expression, write: (value: t.Expression) => t.Expression): t.MemberExpression {
  const key = () => t.identifier('v')
  const value = t.identifier('n')
  return t.memberExpression(
    t.objectExpression([
      t.objectMethod('get', key(), [], t.blockStatement([t.returnStatement(read)])),
      t.objectMethod('set', key(), [value], t.blockStatement([t.expressionStatement(write(t.cloneNode(value)))])),
    ]),
    key(),
  )
}
