import * as t from '@babel/types'
import type { ModuleRecord } from '../api.js'
import type { Names } from './names.js'

/** Names of the variables that hold the marks, by id of the function. */
export function marksOf({ functions }: ModuleRecord, names: Names): ReadonlyMap<number, string> {
  return new Map(functions.flatMap(({ id, mark }) => (mark === undefined ? [] : [[id, names.unique('$m')] as const])))
}

/** `$m = 1` */
export function leave(mark: string | undefined): t.Expression | undefined {
  return mark === undefined ? undefined : t.assignmentExpression('=', t.identifier(mark), t.numericLiteral(1))
}

/** `var $m, $m1`: variables, as a frozen global object takes no assignment; hoisted, as functions can run before the module's first line. */
export function declared(marks: readonly string[]): t.Statement[] {
  if (marks.length === 0) return []
  return [
    t.variableDeclaration(
      'var',
      marks.map(name => t.variableDeclarator(t.identifier(name))),
    ),
  ]
}
