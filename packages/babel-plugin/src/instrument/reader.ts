import * as t from '@babel/types'
import type { Fn } from '../analyze/model.js'
import { readerNames } from '../analyze/readers.js'

/**
 * `function $s(n, v) { switch (n) { case 0: return a; case 1: return b; case 2: return b = v } }`, at the end of a factory: what its functions
 * hand over of what they don't mention.
 */
export function putReader({ node, ...fn }: Fn, name: string): void {
  const names = readerNames({ node, ...fn })
  const [position, value] = ['n', 'v'].map(base =>
    freeName(
      base,
      names.map(each => each.name),
    ),
  ) as [string, string]
  const cases = names.flatMap(binding => {
    const read = t.identifier(binding.name)
    return binding.assigned
      ? [read, t.assignmentExpression('=', t.identifier(binding.name), t.identifier(value))]
      : [read]
  })
  const choice = t.switchStatement(
    t.identifier(position),
    cases.map((answer, at) => t.switchCase(t.numericLiteral(at), [t.returnStatement(answer)])),
  )
  const params = [t.identifier(position), t.identifier(value)]
  ;((node as t.Function).body as t.BlockStatement).body.push(
    t.functionDeclaration(t.identifier(name), params, t.blockStatement([choice])),
  )
}

function freeName(base: string, taken: readonly string[]): string {
  return taken.includes(base) ? freeName(`${base}$`, taken) : base
}
