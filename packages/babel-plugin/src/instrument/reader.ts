import * as t from '@babel/types'
import type { Fn } from '../analyze/model.js'
import { isEarly, type ReaderEntry, readerEntries } from '../analyze/readers.js'

/**
 * `function $s(n, v) { return n < 2 ? [a, b][n] : n < 3 ? c : c = v }`, at the end of a factory: what its functions hand over of what they don't
 * mention.
 *
 * @param node the factory, or a copy of it
 */
export function putReader(fn: Fn, name: string, node: t.Node = fn.node): void {
  const entries = readerEntries(fn)
  const taken = entries.map(({ binding }) => binding.name)
  const [position, value] = [freeName('n', taken), freeName('v', taken)]
  const first = entries.filter(({ binding, write }) => isEarly(binding) && !write)
  const answers = entries.slice(first.length).map(entry => answer(entry, value))
  if (first.length > 0) answers.unshift(t.memberExpression(listOf(first), t.identifier(position), true))
  const answered = answers.reduceRight((others, each, at) => {
    const below = first.length > 0 ? first.length + at : at + 1
    return t.conditionalExpression(
      t.binaryExpression('<', t.identifier(position), t.numericLiteral(below)),
      each,
      others,
    )
  })
  const params = [t.identifier(position), t.identifier(value)]
  const reader = t.functionDeclaration(t.identifier(name), params, t.blockStatement([t.returnStatement(answered)]))
  ;((node as t.Function).body as t.BlockStatement).body.push(reader)
}

function listOf(entries: readonly ReaderEntry[]): t.Expression {
  return t.arrayExpression(entries.map(({ binding }) => t.identifier(binding.name)))
}

function answer({ binding, write }: ReaderEntry, value: string): t.Expression {
  const variable = () => t.identifier(binding.name)
  return write ? t.assignmentExpression('=', variable(), t.identifier(value)) : variable()
}

function freeName(base: string, taken: readonly string[]): string {
  return taken.includes(base) ? freeName(`${base}$`, taken) : base
}
