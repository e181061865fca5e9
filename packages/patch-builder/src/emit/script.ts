import * as t from '@babel/types'
import { RUNTIME_SYMBOL } from '@iaso/protocol'

/** Name of the realm's runtime in a patch script. */
export const RUNTIME = '$iaso'

export interface ScriptParts {
  readonly app: string
  readonly release: string
  readonly id: string
  readonly seq: number
  readonly parts: readonly t.Expression[]
}

/**
 * The patch as one classic script:
 * `($iaso => { if (!$iaso) throw …; $iaso.apply({ app, release, id, seq, parts }) })(globalThis[Symbol.for("iaso")])`
 */
export function script({ app, release, id, seq, parts }: ScriptParts): t.File {
  const runtime = () => t.identifier(RUNTIME)
  const fields = {
    app: t.stringLiteral(app),
    release: t.stringLiteral(release),
    id: t.stringLiteral(id),
    seq: t.numericLiteral(seq),
    parts: t.arrayExpression([...parts]),
  }
  const patch = t.objectExpression(
    Object.entries(fields).map(([name, value]) => t.objectProperty(t.identifier(name), value)),
  )
  const missing = t.ifStatement(
    t.unaryExpression('!', runtime()),
    t.throwStatement(t.newExpression(t.identifier('Error'), [t.stringLiteral('IASO1209')])),
  )
  const apply = t.expressionStatement(t.callExpression(t.memberExpression(runtime(), t.identifier('apply')), [patch]))
  const symbol = t.callExpression(t.memberExpression(t.identifier('Symbol'), t.identifier('for')), [
    t.stringLiteral(RUNTIME_SYMBOL),
  ])
  const registry = t.memberExpression(t.identifier('globalThis'), symbol, true)
  const call = t.callExpression(t.arrowFunctionExpression([runtime()], t.blockStatement([missing, apply])), [registry])
  return t.file(t.program([t.expressionStatement(call)], [], 'script'))
}
