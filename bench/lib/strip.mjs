/** Takes a guarded module apart, to weigh its parts. */
import { parse } from '@babel/parser'

/**
 * What stands at the head of a guarded module: the import of its registrar (or of the runtime, and the call that makes the cells), then the
 * call that hands the scope table over.
 *
 * @param keep `guards`: nothing of it; `table`: the import and a call without a table
 */
export function strip(code, keep) {
  const { body } = parse(code, { sourceType: 'module' }).program
  const at = body.findIndex(
    ({ type, expression }) => type === 'ExpressionStatement' && /^\$r/.test(expression.callee?.name ?? ''),
  )
  if (at < 0) return code
  const table = body[at].expression.arguments[0]
  if (keep === 'table') return `${code.slice(0, table.start)}() => []${code.slice(table.end)}`
  return code.slice(body[at].end)
}
